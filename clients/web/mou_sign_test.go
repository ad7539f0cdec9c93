package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

// secondVersion is of the agreement: two thirds carry what three quarters did, and a
// thirteenth body is named as a party.
func secondVersion(t *testing.T) policy.Bundle {
	t.Helper()
	bundle, err := policy.Embedded("greater-manchester")
	if err != nil {
		t.Fatal(err)
	}
	replace := func(file, old, new string) {
		if !bytes.Contains(bundle[file], []byte(old)) {
			t.Fatalf("%s has no %q", file, old)
		}
		bundle[file] = bytes.Replace(bundle[file], []byte(old), []byte(new), 1)
	}
	replace("mou/mou.md", "three quarters of the votes cast", "two thirds of the votes cast")
	replace("mou/terms.json", "6cabc5857f785c23", "8d811e57a92b2c29")
	replace("mou/terms.json", "\"num\": 3,\n        \"den\": 4", "\"num\": 2,\n        \"den\": 3")
	replace("mou/parties.json", `"parties": [`, `"parties": [{"code": "00A", "name": "NHS Northern CCG", "type": "ccg", "code_source": "none", "figures": []},`)
	if err := policy.Check(bundle); err != nil {
		t.Fatal(err)
	}
	return bundle
}

// drafts puts a draft of version 2 before the parties.
func (b *board) drafts() (draft ledger.Digest, rules ledger.Digest) {
	b.t.Helper()
	return b.draftsOf(secondVersion(b.t))
}

func (b *board) draftsOf(bundle policy.Bundle) (draft ledger.Digest, rules ledger.Digest) {
	b.t.Helper()
	put := func(data []byte) (ledger.Digest, error) {
		kept, err := b.as("secretary").PutBlob(b.t.Context(), data, false)
		rulesPut.Store(kept.SHA256, data)
		return kept.SHA256, err
	}
	if err := bundle.Put(put); err != nil {
		b.t.Fatal(err)
	}
	rules = bundle.Digest()
	b.states("secretary", "", ledger.KindMoUDrafted, ledger.MoUDrafted{Version: 2, Title: "Second version", Rules: rules})
	list, err := b.as("secretary").Drafts(b.t.Context(), nil)
	if err != nil || len(list.Items) != 1 {
		b.t.Fatal(list.Items, err)
	}
	return list.Items[0].ID, rules
}

// adopts has a draft adopted that all have answered, with the votes of all parties but
// those two, whose governing bodies have still to ratify it.
func (b *board) adopts(draft, rules ledger.Digest, not ...string) {
	b.t.Helper()
	ref := b.ledger().NextMotion
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: ref, Title: "Adopt the second version", Text: []string{"That the second version of the MoU be adopted."}, Type: "mou_amendment", Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Amends: &ledger.Amends{Draft: draft, Version: 2, Rules: rules},
	})
	m, err := b.as("secretary").Motion(b.t.Context(), ref)
	if err != nil {
		b.t.Fatal(err)
	}
	b.states("secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: ref, Text: m.TextID, Opens: "2015-12-07T09:00:00.000Z", Closes: "2015-12-10T17:00:00.000Z"})
	review, err := b.as("secretary").PutBlob(b.t.Context(), []byte("Read, and published."), false)
	if err != nil {
		b.t.Fatal(err)
	}
	pass := func(gate string) {
		b.states("secretary", "", ledger.KindGatePassed, ledger.GatePassed{Motion: ref, Gate: gate, Evidence: ledger.Paper{Title: "Letter", SHA256: review.SHA256}, On: "2015-11-27"})
	}
	pass("legal_review")
	parties, err := b.as("secretary").Parties(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	var voting []api.Party
	for _, p := range parties.Items {
		if strings.Contains(strings.Join(not, " "), p.Code) {
			continue
		}
		voting = append(voting, p)
		b.states(p.Officers[0], p.Code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
			ID: "adopt-" + p.Code, Function: "*", Types: []string{"mou_amendment"}, Committee: "decides", Constitution: ledger.Clause{Version: "1", Clause: "8.1"}, Resolution: ledger.Resolution{Ref: "GB/15/9", On: "2015-11-20"}, From: "2015-11-20",
		})
	}
	b.until("2015-12-07T10:00:00.000Z")
	opening, err := b.as("secretary").Opening(b.t.Context(), ref)
	if err != nil {
		b.t.Fatal(err)
	}
	b.states("secretary", "", ledger.KindMotionOpened, opening)
	if m, err = b.as("secretary").Motion(b.t.Context(), ref); err != nil {
		b.t.Fatal(err)
	}
	for _, p := range voting {
		b.states(p.Seats[0].Holder, p.Code, ledger.KindVoteCast, ledger.VoteCast{Motion: ref, Opened: m.Opened.ID, Seat: p.Seats[0].Seat, Choice: ledger.ChoiceFor})
	}
	b.until("2015-12-10T18:00:00.000Z")
	pass("publication")
}

func (b *board) ledger() api.Ledger {
	b.t.Helper()
	l, err := b.as("secretary").Ledger(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return l
}

// A draft is put from a page with the files of its folder, of which what could not be adopted
// is told by file, and shown with what it changes before it is signed.
func TestDraftOnPages(t *testing.T) {
	b := newBoard(t)
	secretary, bury := b.member("secretary"), b.member("bury-officer")
	const path = "/mou/drafts/new"
	b.member("bury-member").get(path).is(403, "The secretary, or an officer of a party, puts a draft")
	b.reader().get(path).leads("/log-in?next=%2Fmou%2Fdrafts%2Fnew")
	blank := secretary.get(path).is(200, "Put a draft of the MoU before the parties", "Version 2", "multipart/form-data", "multiple").fill()
	secretary.uploads(path, blank, "files").is(422, "Enter what the draft is called", "Choose the files of the draft", `href="#files"`)
	blank.Set("title", "Second version")
	version := secondVersion(t)
	files := func(edit func(name string, data []byte) []byte) (list []sentFile) {
		for _, name := range []string{"mou.md", "terms.json", "parties.json"} {
			if data := edit(name, version["mou/"+name]); data != nil {
				list = append(list, sentFile{name, data})
			}
		}
		return append(list, sentFile{"mou_test.rego", []byte("not sent on")})
	}
	whole := func(_ string, data []byte) []byte { return data }
	without := func(left string) func(string, []byte) []byte {
		return func(name string, data []byte) []byte {
			if name == left {
				return nil
			}
			return data
		}
	}
	secretary.uploads(path, blank, "files", files(without("terms.json"))...).is(422, "Choose terms.json as well", `value="Second version"`)
	secretary.uploads(path, blank, "files", append(files(whole), sentFile{"mou.md", []byte("# Another")})...).is(422, "Two files are called mou.md")
	secretary.uploads(path, blank, "files", append(files(whole), sentFile{"Scan 1.pdf", []byte("%PDF")})...).is(422, `<a href="#files">Scan 1.pdf is no file of an agreement: leave it out</a>`)
	secretary.uploads(path, blank, "files", append(files(whole), sentFile{"mou.rego", nil})...).is(422, `<a href="#files">mou.rego is empty`, `value="Second version"`)
	inForce, err := policy.Embedded("greater-manchester")
	if err != nil {
		t.Fatal(err)
	}
	secretary.uploads(path, blank, "files", files(func(name string, _ []byte) []byte { return inForce["mou/"+name] })...).is(422, `<a href="#files">These files are version 1, which is in force`)
	reworded := func(name string, data []byte) []byte {
		if name == "mou.md" {
			return bytes.Replace(data, []byte("two thirds of the votes cast"), []byte("a fifth of the votes cast"), 1)
		}
		return data
	}
	secretary.uploads(path, blank, "files", files(reworded)...).is(422, `<a href="#files">terms.json: `, "clause 5.3", `value="Second version"`).isNot(`name="rules"`).isNot("rule bundle")
	if list, err := b.as("secretary").Drafts(t.Context(), nil); err != nil || len(list.Items) > 0 {
		t.Fatal(list.Items, err)
	}

	known := func(b policy.Bundle) {
		if err := b.Put(func(data []byte) (ledger.Digest, error) {
			rulesPut.Store(ledger.DigestOf(data), data)
			return ledger.DigestOf(data), nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	known(version)
	// What the version in force has is neither put again nor fetched: three files differ, and each agreement has its list.
	var asked []string
	var asking sync.Mutex
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) {
		if strings.HasPrefix(r.URL.Path, api.PathBlob) || strings.HasPrefix(r.URL.Path, strings.TrimSuffix(api.PathPut, ":digest")) {
			asking.Lock()
			asked = append(asked, r.Method)
			asking.Unlock()
		}
		return ask.RoundTrip(r)
	}
	check := secretary.uploads(path, blank, "files", files(whole)...)
	if b.ask = nil; len(asked) != 8 {
		t.Errorf("a draft asks %d times: %v", len(asked), asked)
	}
	check.is(200, "Check and put the draft", "The secretary, and no party", "Not run here", "Against version 1", "Clause 5.3", "Before: ", "three quarters of the votes cast", "two thirds of the votes cast", "NHS Northern CCG", "No party is asked until you sign")
	change := check.fill("change", "yes")
	change.Del("sign-payload")
	again := secretary.post(path, change).is(200, "The files that you chose are kept", `name="rules"`, `value="Second version"`)
	paper, err := b.as("secretary").PutBlob(t.Context(), []byte("A paper."), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, rules := range []ledger.Digest{paper.SHA256, ledger.DigestOf([]byte("Nobody put this."))} {
		secretary.post(path, again.fill("rules", string(rules))).is(422, `<a href="#files">Choose the files again`, `value="Second version"`)
	}
	check = secretary.post(path, again.fill("title", "The second version")).is(200, "Check and put the draft", "The second version")
	secretary.get(secretary.sign(path, check)).is(200, "Receipt number", "The second version", "Before the parties")
	if list, err := b.as("secretary").Drafts(t.Context(), nil); err != nil || len(list.Items) != 1 || list.Items[0].Rules != version.Digest() {
		t.Fatal(list.Items, err)
	}

	// An officer puts one for their party; the same one twice is refused.
	form := bury.get(path).is(200).fill("title", "Ours")
	bury.uploads(path, form, "files", files(whole)...).is(422, "This draft is before the parties already: it is called The second version", `value="Ours"`)
	renamed := func(name string, data []byte) []byte {
		if name == "parties.json" {
			return bytes.Replace(data, []byte("NHS Northern CCG"), []byte("NHS Northerly CCG"), 1)
		}
		return data
	}
	ours := maps.Clone(version)
	ours["mou/parties.json"] = renamed("parties.json", version["mou/parties.json"])
	known(ours)
	check = bury.uploads(path, form, "files", files(renamed)...).is(200, "Check and put the draft", "Put for", "NHS Bury CCG", "NHS Northerly CCG").isNot("Takes the place of")
	bury.get(bury.sign(path, check)).is(200, "Receipt number", "Ours")
}

// A draft that changes rules alone names them with their clauses; it is said which of a
// party's drafts it takes the place of; and a secretary who is an officer says for whom it is put.
func TestDraftOfRules(t *testing.T) {
	const path = "/mou/drafts/new"
	b := newBoard(t)
	bundle, err := policy.Embedded("greater-manchester")
	if err != nil {
		t.Fatal(err)
	}
	const was, is = "position(choices) := concordat.voting.position(choices)", "position(choices) := concordat.voting.position(choices | set())"
	rules := bundle["rego/mou/mou.rego"]
	if !bytes.Contains(rules, []byte(was)) {
		t.Fatalf("the bindings have no %q", was)
	}
	files := []sentFile{{"mou.rego", bytes.Replace(rules, []byte(was), []byte(is), 1)}}
	for _, name := range []string{"mou.md", "terms.json", "parties.json"} {
		files = append(files, sentFile{name, bundle["mou/"+name]})
	}
	both := b.officerOfBoth("secretary", "00V")
	told := b.ask
	full := true
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.URL.Path != api.PathDrafts || !full {
			return told(ask, r)
		}
		var list api.List[api.Draft]
		for _, title := range []string{"First", "Another", "A third"} {
			list.Items = append(list.Items, api.Draft{Version: 2, Party: "00V", Title: title}, api.Draft{Version: 2, Title: title + " of the secretary"})
		}
		data, err := json.Marshal(list)
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(data)), Request: r}, err
	}
	form := both.get(path).is(200, "For whom do you put it?", "The secretary, and no party", "NHS Bury CCG").fill("title", "Other rules")
	form.Del("party")
	both.uploads(path, form, "files", files...).is(422, "Select the party", `href="#party"`)
	form.Set("party", "00V")
	check := both.uploads(path, form, "files", files...).is(200, "Check and put the draft", "Rules that change", "mou.position (clause 5", "The oldest that no motion would adopt, of First, Another and A third")
	check.isNot("of the secretary").statesFor("00V")
	form.Set("party", "secretary")
	both.uploads(path, form, "files", files...).is(200, "of First of the secretary").statesFor("")
	full = false
	both.uploads(path, form, "files", files...).is(200, "mou.position (clause 5").isNot("Takes the place of")
	b.ask = nil
	two := b.officerOfBoth("bury-officer", "00T")
	form = two.get(path).is(200, "For which party do you put it?", "NHS Bolton CCG").fill("title", "Other rules", "party", "00T")
	two.uploads(path, form, "files", files...).is(200, "Put for", "NHS Bolton CCG").statesFor("00T")
}

// A draft of the second version is answered on its page by the officers of its parties;
// once it is adopted whoever is not bound by the decision is led to signing it, and signs
// it after having been told what it changes for them.
func TestMoUOnPages(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-officer")
	bury.get("/mou/drafts").is(200, "No draft has been put before the parties", "/mou/drafts/new")
	draft, rules := b.drafts()
	path := "/mou/2/drafts/" + string(draft)
	b.reader().get("/mou/drafts").is(200, "Second version", "Before the parties", "0 of 12 parties", `href="`+path+`"`).isNot("/mou/drafts/new")
	b.reader().get(path).is(200, "Draft of version 2 of the MoU", "Clause 5.3", "two thirds of the votes cast", "NHS Northern CCG", "Not answered").isNot("Answer this draft")
	b.reader().get("/mou/2/drafts/" + string(rules)).is(404)
	bury.get("/").is(200, "Needs you now", "Answer the draft of the MoU, Second version")
	bury.get(path).is(200, "Answer this draft for your party")
	answer := path + "/answer"
	b.member("bury-member").get(answer).is(403, "An officer of each party answers a draft of the MoU for it")
	b.reader().get(answer).leads("/log-in?next=" + strings.ReplaceAll(answer, "/", "%2F"))
	blank := bury.get(answer).is(200, "What does it say of the draft?")
	bury.post(answer, blank.fill()).is(422, "Select what it says of the draft", `href="#position"`)
	bury.post(answer, blank.fill("position", "agree", "subject", "a report")).is(422, "Leave this empty if it agrees", "a report")
	bury.post(answer, blank.fill("position", "object")).is(422, "Enter what must change, or why it objects", `value="object" checked`)
	check := bury.post(answer, blank.fill("position", "agree_subject_to", "subject", "a report after a year")).is(200, "Check and answer the draft", "NHS Bury CCG agrees to the draft", "subject to this: a report after a year", "Still to answer after it", "NHS Bury CCG has not answered until you sign")
	bury.get(bury.sign(answer, check)).is(200, "Receipt number", "Agrees subject to", "a report after a year", "1 of 12 parties")
	bury.get("/").is(200).isNot("Answer the draft of the MoU")
	bury.get(answer).is(200, `value="agree_subject_to" checked`, "a report after a year")

	list, err := b.as("secretary").Parties(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list.Items {
		if p.Code != "00V" {
			b.states(p.Officers[0], p.Code, ledger.KindDraftAnswered, ledger.DraftAnswered{Draft: draft, Position: ledger.DraftAgreed})
		}
	}
	b.adopts(draft, rules, "02A", "02H")
	bury.get(answer).is(200, "It waits for no answer any more").isNot("Continue")

	// Ten are bound by the decision; Trafford and Wigan sign.
	const sign = "/mou/2/sign"
	bury.get("/mou/2").is(200, "Second version").isNot(sign)
	bury.get("/mou/compare?a=1&b=2").is(200, "Version 1 and version 2 differ in ", "in its terms", "Numbers, names and facts about parties", `role="columnheader">Version 1<`, `role="columnheader">Version 2<`).isNot("numbers or rules are not")
	bury.get(sign).is(200, "You are an officer of no party whose signature of this version is waited for").isNot("Continue")
	b.member("trafford-member").get(sign).is(403, "An officer of each party signs the MoU for it, clause 2.2")
	b.reader().get(sign).leads("/log-in?next=%2Fmou%2F2%2Fsign")
	who := b.member("trafford-officer")
	for _, page := range []string{"/", "/mou", "/mou/2", "/parties/02A"} {
		who.get(page).is(200, `href="/mou/2/sign?party=02A"`, "Sign version 2 of the MoU for NHS Trafford CCG")
	}
	who.get("/parties/00V").is(200).isNot("Sign version 2")
	who.get("/mou/1/sign").is(409, "Version 1 is not open for signature any more")
	blank = who.get(sign).is(200, "Signed an earlier version, not this one", "Against version 1, which NHS Trafford CCG signed on", "1 clause", "What changes for every party", "two thirds of the votes cast", "Joint committee, majorities, majority, of how many (clause 5.3)", b.ledger().FoundingCode, "10 parties")
	who.post(sign, blank.fill("founding", "AAAA AAAA AAAA")).is(422, "Sign nothing, and ask the secretary", `value="AAAA AAAA AAAA"`)
	check = who.post(sign, blank.fill("founding", strings.ToLower(b.ledger().FoundingCode))).is(200, "Check and sign the MoU", "NHS Trafford CCG signs version 2 of the MoU", "NHS Trafford CCG is bound by what is decided under version 2")
	who.get(who.sign(sign, check)).is(200, "Receipt number", "11 parties", "trafford-officer").isNot(`href="/mou/2/sign?party=02A"`)
	who.get("/").is(200).isNot("Sign version 2")
}
