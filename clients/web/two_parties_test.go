package web_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// officerOfBoth tells the pages that an officer is one of a further party as well. The
// rules in force let nobody be appointed so; the pages do not rest on it.
func (b *board) officerOfBoth(person, also string) *reader {
	b.t.Helper()
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) {
		answer, err := ask.RoundTrip(r)
		if err != nil || r.URL.Path != api.PathPeople || r.URL.Query().Get("person") != person || answer.StatusCode != http.StatusOK {
			return answer, err
		}
		defer answer.Body.Close()
		var list api.List[api.Person]
		if err := json.NewDecoder(answer.Body).Decode(&list); err != nil {
			return nil, err
		}
		for i := range list.Items {
			list.Items[i].Roles = append(list.Items[i].Roles, ledger.RoleFacts{Role: ledger.RoleOfficer, Party: also})
		}
		data, err := json.Marshal(list)
		answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
		return answer, err
	}
	return b.member(person)
}

// statesFor holds that what a check page has signed is stated for a party.
func (a answer) statesFor(party string) {
	a.t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(a.form().Get("sign-payload"))
	var p ledger.Payload
	if err == nil {
		err = json.Unmarshal(raw, &p)
	}
	if err != nil || p.Party != party {
		a.t.Errorf("it is stated for %q, not for %s: %v", p.Party, party, err)
	}
}

// An officer of two parties is asked for which of them they speak: neither is taken for
// granted, and what they are shown to sign is stated for the one that they chose.
func TestOfficerOfTwoParties(t *testing.T) {
	b := newBoard(t)
	both := b.officerOfBoth("bolton-officer", "00V")

	// Of a fund's year.
	const notice = equipment + "/overspend"
	blank := both.get(notice).is(200, "For which party do you state it?", "NHS Bolton CCG", "NHS Bury CCG")
	typed := []string{"pounds", "3,034", "known", "27 November 2015", "reason", "More people went home"}
	both.post(notice, blank.fill(typed...)).is(422, "Select the party", `href="#party"`, `value="3,034"`)
	both.post(notice, blank.fill(append(typed, "party", "00V")...)).is(200, "NHS Bury CCG gives notice").statesFor("00V")
	both.get(equipment + "/report").is(200).isNot("For which party") // only its host reports

	// A change of contributions, which waits for both.
	const change, approve = equipment + "/change", equipment + "/approve"
	both.sign(change, both.post(change, both.get(change).is(200).isNot("For which party").fill("more-1-1", "1,200", "recurrent", "no", "effective", "1 December 2015", "due", "29 January 2016", "reason", "A clinic moved")).is(200))
	blank = both.get(approve).is(200, "For which party do you state it?", "Approve for NHS Bolton CCG or NHS Bury CCG what was stated", "NHS Bury CCG gives £1,200.00 more")
	typed = []string{"resolution", "GB/15/40", "resolved", "27 November 2015"}
	both.post(approve, blank.fill(typed...)).is(422, "Select the party").isNot("Select the change")
	check := both.post(approve, blank.fill(append(typed, "party", "00V")...)).is(200, "Those who have not approved it yet: NHS Bolton CCG and ")
	check.isNot("Those who have not approved it yet: NHS Bolton CCG and NHS Bury CCG")

	// Of a decision that is called in.
	const callIn = "/decisions/GM-2015-004/call-in"
	paper := []byte("The decision is called in.")
	if _, err := b.as("secretary").PutBlob(t.Context(), paper, false); err != nil {
		t.Fatal(err)
	}
	blank = both.get(callIn).is(200, "For which party do you state it?")
	typed = []string{"ref", "D/15/1", "on", "27 November 2015", "title", "Direction 15/1", "paper", string(ledger.DigestOf(paper))}
	both.post(callIn, blank.fill(typed...)).is(422, "Select the party")
	both.post(callIn, blank.fill(append(typed, "party", "00V")...)).is(200, "Sign and record").statesFor("00V")

	// Of what they owe one another.
	list, err := b.as("secretary").Obligations(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(list.Items, func(o api.Obligation) bool {
		return o.Kind != "duty" && (o.Payer == "00V" && o.Payee == "00T" || o.Payer == "00T" && o.Payee == "00V")
	})
	if at < 0 {
		t.Fatal("nothing is owed between them")
	}
	query := "/obligations/" + list.Items[at].Obligation + "/query"
	typed = []string{"pounds", "1", "because", "It is less"}
	blank = both.get(query).is(200, "For which party do you query it?")
	both.post(query, blank.fill(typed...)).is(422, "Select the party")
	both.post(query, blank.fill(append(typed, "party", "00V")...)).is(200, "NHS Bury CCG queries").statesFor("00V")

	// Of what a motion costs each: for one at a time, for each has lines of its own.
	const answer = "/motions/GM-2015-013/impact"
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: "GM-2015-013", Title: "One centre for eyes", Text: []string{"That there be one centre."}, Type: ledger.TypeReconfiguration, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
	})
	moved, err := b.as("secretary").Motion(t.Context(), "GM-2015-013")
	if err != nil {
		t.Fatal(err)
	}
	b.states("secretary", "", ledger.KindImpactStated, ledger.ImpactStated{Motion: moved.Ref, Text: moved.TextID, Baseline: "The plan for 2016 to 2017", Lines: []ledger.ImpactLine{{Party: "00V", Line: "tariff", Year: "2016-17", Pence: 100}}})
	both.get(answer).is(200, "You answer for one party at a time", answer+"?party=00T", answer+"?party=00V").isNot("Continue")
	blank = both.get(answer+"?party=00V").is(200, "Does NHS Bury CCG agree to its lines?", "Tariff")
	both.post(answer, blank.fill("answer", "agree")).is(200, "NHS Bury CCG has not agreed until you sign").statesFor("00V")
}

// A key that waits for a second officer of either of two parties is admitted for the one that
// an officer of both chooses.
func TestAdmitForOneOfTwoParties(t *testing.T) {
	b := newBoard(t)
	key := b.newKeyOf("bury-member")
	both := b.officerOfBoth("bolton-officer", "00V")
	before := b.ask
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.URL.Path != api.PathKeys {
			return before(ask, r)
		}
		k, err := b.as("bury-officer").UnadmittedKeys(t.Context(), "")
		for i := range k.Items {
			k.Items[i].Parties = []string{"00T", "00V"}
		}
		if err != nil || len(k.Items) != 1 {
			return nil, fmt.Errorf("%d keys wait: %w", len(k.Items), err)
		}
		data, err := json.Marshal(k)
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(data)), Request: r}, err
	}
	blank := both.get("/passkeys/admit?"+url.Values{"key": {string(key.Thumbprint())}}.Encode()).is(200, "For which party do you admit it?", "NHS Bolton CCG", "NHS Bury CCG").isNot(" checked")
	const send = "/passkeys/admit"
	both.post(send, blank.fill("code", key.Thumbprint().Code())).is(422, "Select the party for which you admit it", `href="#party"`)
	for _, party := range []string{"00T", "00V"} {
		both.post(send, blank.fill("code", key.Thumbprint().Code(), "party", party)).is(200, "Sign and admit").statesFor(party)
	}
}
