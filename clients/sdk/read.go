package sdk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"concordat/ledger"
	"concordat/server/api"
)

// What follows reads the API, one method for each route. Every list is read to
// its last page. Methods whose names begin with Each give such a list one item after the
// other, and hold no more of it than a page; the last may come with an error.

// Parties lists the parties.
func (c *Client) Parties(ctx context.Context) (api.List[api.Party], error) {
	return list[api.Party](ctx, c, api.PathParties, nil)
}

// Party reads one party.
func (c *Client) Party(ctx context.Context, code string) (v api.Party, err error) {
	return v, c.get(ctx, api.Fill(api.PathParty, code), nil, &v)
}

// Account reads a party's statement of account; filter is the query of the route.
func (c *Client) Account(ctx context.Context, code string, filter url.Values) (v api.Account, err error) {
	return v, c.get(ctx, api.Fill(api.PathAccount, code), filter, &v)
}

// AccountFile reads a party's statement of account as a file of a kind, csv or xlsx;
// filter is the query of the route.
func (c *Client) AccountFile(ctx context.Context, code, kind string, filter url.Values) (File, error) {
	return c.file(ctx, api.Fill(api.PathAccount, code)+"."+kind, filter)
}

// ObligationsFile reads obligations so.
func (c *Client) ObligationsFile(ctx context.Context, kind string, filter url.Values) (File, error) {
	return c.file(ctx, api.PathObligations+"."+kind, filter)
}

// File is what the API gives as a file: what it is called, which is of letters, digits and
// - . _ alone, and what is in it, which is read while it is made. Whoever has it closes it.
type File struct {
	Name string
	io.ReadCloser
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

func (c *Client) file(ctx context.Context, path string, filter url.Values) (f File, err error) {
	if len(filter) > 0 {
		path += "?" + filter.Encode()
	}
	slow := *c.http
	slow.Timeout = 0 // which would be of all that is read, however fast it comes
	err = c.authorised(ctx, func(token string) error {
		return c.patiently(ctx, func() (after string, err error) {
			res, after, err := c.begin(ctx, &slow, http.MethodGet, path, "", nil, token)
			if err != nil {
				return after, err
			}
			_, said, _ := mime.ParseMediaType(res.Header.Get("Content-Disposition"))
			if f = (File{said["filename"], res.Body}); !plainName.MatchString(f.Name) {
				res.Body.Close()
				return "", fmt.Errorf("%s%s: %q is no name for a file", c.server, path, f.Name)
			}
			return "", nil
		})
	})
	return f, err
}

// Witnesses lists the witnesses that the ledger names, and how many a checkpoint
// needs; filter is the query of the route.
func (c *Client) Witnesses(ctx context.Context, filter url.Values) (v api.NamedWitnesses, err error) {
	return v, c.get(ctx, api.PathWitnesses, filter, &v)
}

// Countersignatures lists the checkpoints that officers countersigned; filter is the
// query of the route.
func (c *Client) Countersignatures(ctx context.Context, filter url.Values) (api.List[api.Countersignature], error) {
	return list[api.Countersignature](ctx, c, api.PathCheckpoints, filter)
}

// Leads lists the leads, with what they may commit and have committed.
func (c *Client) Leads(ctx context.Context, filter url.Values) (api.List[api.Lead], error) {
	return list[api.Lead](ctx, c, api.PathLeads, filter)
}

// People lists the people, by their pseudonymous ids.
func (c *Client) People(ctx context.Context) (api.List[api.Person], error) {
	return list[api.Person](ctx, c, api.PathPeople, nil)
}

// EachPerson is People one after the other.
func (c *Client) EachPerson(ctx context.Context) iter.Seq2[api.Person, error] {
	return each[api.Person](ctx, c, api.PathPeople, nil)
}

// PersonOf reads one person, by their pseudonymous id.
func (c *Client) PersonOf(ctx context.Context, id string) (api.Person, error) {
	l, err := list[api.Person](ctx, c, api.PathPeople, url.Values{"person": {id}})
	if err != nil {
		return api.Person{}, err
	}
	if len(l.Items) != 1 {
		return api.Person{}, api.NewProblem(ledger.CodeNotFound, "nobody has the id "+id)
	}
	return l.Items[0], nil
}

// UnadmittedKeys lists the keys that wait for a second officer of a party, or of any
// where the code is empty.
func (c *Client) UnadmittedKeys(ctx context.Context, party string) (v api.UnadmittedKeys, err error) {
	filter := url.Values{}
	if party != "" {
		filter.Set("party", party)
	}
	return v, c.get(ctx, api.PathKeys, filter, &v)
}

// KeyRecord reads what the ledger knows of a key.
func (c *Client) KeyRecord(ctx context.Context, t ledger.Thumbprint) (v api.Key, err error) {
	return v, c.get(ctx, api.Fill(api.PathKey, string(t)), nil, &v)
}

// MoUs lists the versions of the MoU, from the first.
func (c *Client) MoUs(ctx context.Context) (api.List[api.MoUVersion], error) {
	return list[api.MoUVersion](ctx, c, api.PathMoU, nil)
}

// MoU reads one version of the MoU with its clauses.
func (c *Client) MoU(ctx context.Context, version int64) (v api.MoUVersion, err error) {
	return v, c.get(ctx, api.Fill(api.PathMoUVersion, strconv.FormatInt(version, 10)), nil, &v)
}

// Motions lists the motions; filter is the query of the route.
func (c *Client) Motions(ctx context.Context, filter url.Values) (api.List[api.MotionSummary], error) {
	return list[api.MotionSummary](ctx, c, api.PathMotions, filter)
}

// EachMotion is Motions one after the other.
func (c *Client) EachMotion(ctx context.Context, filter url.Values) iter.Seq2[api.MotionSummary, error] {
	return each[api.MotionSummary](ctx, c, api.PathMotions, filter)
}

// MotionPage lists the motions of one page; filter is the query of the route, with order,
// after or page, and limit.
func (c *Client) MotionPage(ctx context.Context, filter url.Values) (v api.List[api.MotionSummary], err error) {
	return v, c.get(ctx, api.PathMotions, filter, &v)
}

// Motion reads one motion, without what votes are still needed.
func (c *Client) Motion(ctx context.Context, ref string) (v api.Motion, err error) {
	return v, c.get(ctx, api.Fill(api.PathMotion, ref), url.Values{"needed": {api.NeededNo}}, &v)
}

// MotionAtStake reads one motion with what it would mean in money to each party, where it is
// open.
func (c *Client) MotionAtStake(ctx context.Context, ref string) (v api.Motion, err error) {
	return v, c.get(ctx, api.Fill(api.PathMotion, ref), url.Values{"needed": {api.NeededNo}, "stakes": {"yes"}}, &v)
}

// MotionNeeding reads one motion with what votes are still needed, where it is open.
func (c *Client) MotionNeeding(ctx context.Context, ref string) (v api.Motion, err error) {
	return v, c.get(ctx, api.Fill(api.PathMotion, ref), nil, &v)
}

// Opening is what would open a motion now, for somebody to sign.
func (c *Client) Opening(ctx context.Context, ref string) (v ledger.MotionOpened, err error) {
	return v, c.get(ctx, api.Fill(api.PathOpening, ref), nil, &v)
}

// Decisions lists the decisions; filter is the query of the route.
func (c *Client) Decisions(ctx context.Context, filter url.Values) (api.List[api.Decision], error) {
	return list[api.Decision](ctx, c, api.PathDecisions, filter)
}

// EachDecision is Decisions one after the other.
func (c *Client) EachDecision(ctx context.Context, filter url.Values) iter.Seq2[api.Decision, error] {
	return each[api.Decision](ctx, c, api.PathDecisions, filter)
}

// DecisionPage lists the decisions of one page; filter is the query of the route, with
// order, after or page, and limit.
func (c *Client) DecisionPage(ctx context.Context, filter url.Values) (v api.List[api.Decision], err error) {
	return v, c.get(ctx, api.PathDecisions, filter, &v)
}

// Decision reads one decision.
func (c *Client) Decision(ctx context.Context, ref string) (v api.Decision, err error) {
	return v, c.get(ctx, api.Fill(api.PathDecision, ref), nil, &v)
}

// DecisionUnder reads one decision, and what it would have been under the rules of a version of
// the MoU, or of a draft before the parties.
func (c *Client) DecisionUnder(ctx context.Context, ref string, rules ledger.Digest) (v api.Decision, err error) {
	return v, c.get(ctx, api.Fill(api.PathDecision, ref), url.Values{"under": {string(rules)}}, &v)
}

// DecisionAgain reads one decision, and whether the rules in force then give it again.
func (c *Client) DecisionAgain(ctx context.Context, ref string) (v api.Decision, err error) {
	return v, c.get(ctx, api.Fill(api.PathDecision, ref), url.Values{"recalculated": {"yes"}}, &v)
}

// Obligations lists the obligations; filter is the query of the route.
func (c *Client) Obligations(ctx context.Context, filter url.Values) (api.List[api.Obligation], error) {
	return list[api.Obligation](ctx, c, api.PathObligations, filter)
}

// Obligation reads one obligation, such as 03 of GM-2015-006.
func (c *Client) Obligation(ctx context.Context, decision, number string) (v api.Obligation, err error) {
	return v, c.get(ctx, api.Fill(api.PathObligation, decision, number), nil, &v)
}

// ObligationAgain reads one obligation as the rules in force then give it again.
func (c *Client) ObligationAgain(ctx context.Context, decision, number string) (v api.Obligation, err error) {
	return v, c.get(ctx, api.Fill(api.PathObligation, decision, number), url.Values{"recalculated": {"yes"}}, &v)
}

// Funds lists the pooled funds; filter is the query of the route.
func (c *Client) Funds(ctx context.Context, filter url.Values) (api.List[api.Fund], error) {
	return list[api.Fund](ctx, c, api.PathFunds, filter)
}

// Fund reads one pooled fund, with its years; filter is the query of the route.
func (c *Client) Fund(ctx context.Context, fund string, filter url.Values) (v api.Fund, err error) {
	return v, c.get(ctx, api.Fill(api.PathFund, fund), filter, &v)
}

// FundAccount reads the account of a fund's year; filter is the query of the route.
func (c *Client) FundAccount(ctx context.Context, fund, year string, filter url.Values) (v api.FundAccount, err error) {
	return v, c.get(ctx, api.Fill(api.PathFundYear, fund, year), filter, &v)
}

// SupposedOutturn is what a fund's year would come to for each party, were its lines to
// come to these. It writes nothing.
func (c *Client) SupposedOutturn(ctx context.Context, fund, year string, r api.OutturnRequest) (v api.SupposedOutturn, err error) {
	return v, c.post(ctx, api.Fill(api.PathSupposed, fund, year), r, &v)
}

// NoticeText is the notice of a decision as it is published.
func (c *Client) NoticeText(ctx context.Context, ref string) (data []byte, err error) {
	err = c.authorised(ctx, func(token string) (err error) {
		data, err = c.do(ctx, http.MethodGet, api.Fill(api.PathNotice, ref)+".txt", "", nil, token)
		return err
	})
	return data, err
}

// Notice reads the notice of a decision.
func (c *Client) Notice(ctx context.Context, ref string) (v api.DecisionNotice, err error) {
	return v, c.get(ctx, api.Fill(api.PathNotice, ref), nil, &v)
}

// Meetings lists the meetings; filter is the query of the route.
func (c *Client) Meetings(ctx context.Context, filter url.Values) (api.List[api.MeetingSummary], error) {
	return list[api.MeetingSummary](ctx, c, api.PathMeetings, filter)
}

// EachMeeting is Meetings one after the other.
func (c *Client) EachMeeting(ctx context.Context, filter url.Values) iter.Seq2[api.MeetingSummary, error] {
	return each[api.MeetingSummary](ctx, c, api.PathMeetings, filter)
}

// Meeting reads one meeting.
func (c *Client) Meeting(ctx context.Context, ref string) (v api.Meeting, err error) {
	return v, c.get(ctx, api.Fill(api.PathMeeting, ref), nil, &v)
}

// Minutes reads the minutes of a meeting; of committees in common those of one
// party's, where it is named.
func (c *Client) Minutes(ctx context.Context, ref, of string) (v api.MinutesAnswer, err error) {
	query := url.Values{}
	if of != "" {
		query.Set("of", of)
	}
	return v, c.get(ctx, api.Fill(api.PathMinutes, ref), query, &v)
}

// Hands is what would record a show of hands on a motion now, without the hands.
func (c *Client) Hands(ctx context.Context, ref string) (v ledger.HandsShown, err error) {
	return v, c.get(ctx, api.Fill(api.PathHands, ref), nil, &v)
}

// Amendments lists the amendments moved on a motion on the floor.
func (c *Client) Amendments(ctx context.Context, ref string) (api.List[api.Amendment], error) {
	return list[api.Amendment](ctx, c, api.Fill(api.PathAmendments, ref), nil)
}

// Plan reads the forward plan.
func (c *Client) Plan(ctx context.Context) (v api.Plan, err error) {
	return v, c.get(ctx, api.PathPlan, nil, &v)
}

// Actions lists the actions that meetings set; filter is the query of the route.
func (c *Client) Actions(ctx context.Context, filter url.Values) (api.List[api.Action], error) {
	return list[api.Action](ctx, c, api.PathActions, filter)
}

// Requisitions lists the requests for a meeting.
func (c *Client) Requisitions(ctx context.Context) (api.List[api.Requisition], error) {
	return list[api.Requisition](ctx, c, api.PathRequests, nil)
}

// Drafts lists the drafts of the next version of the MoU; filter is the query of
// the route.
func (c *Client) Drafts(ctx context.Context, filter url.Values) (api.List[api.Draft], error) {
	return list[api.Draft](ctx, c, api.PathDrafts, filter)
}

// Disputes lists the disputes; filter is the query of the route.
func (c *Client) Disputes(ctx context.Context, filter url.Values) (api.List[api.Dispute], error) {
	return list[api.Dispute](ctx, c, api.PathDisputes, filter)
}

// Interests lists the register of interests; filter is the query of the route.
func (c *Client) Interests(ctx context.Context, filter url.Values) (api.List[ledger.InterestFacts], error) {
	return list[ledger.InterestFacts](ctx, c, api.PathInterests, filter)
}

// EachInterest is Interests one after the other.
func (c *Client) EachInterest(ctx context.Context, filter url.Values) iter.Seq2[ledger.InterestFacts, error] {
	return each[ledger.InterestFacts](ctx, c, api.PathInterests, filter)
}

// Entries lists the entries; filter is the query of the route.
func (c *Client) Entries(ctx context.Context, filter url.Values) (api.List[api.Entry], error) {
	return list[api.Entry](ctx, c, api.PathEntries, filter)
}

// EntriesAfter reads one page of the entries, of at most limit: those after one, or from
// the first where after is -1.
func (c *Client) EntriesAfter(ctx context.Context, after int64, limit int) (api.List[api.Entry], error) {
	query := url.Values{"limit": {strconv.Itoa(limit)}}
	if after >= 0 {
		query.Set("after", strconv.FormatInt(after, 10))
	}
	return c.EntryPage(ctx, query)
}

// EntryPage reads one page of the entries; filter is the query of the route.
func (c *Client) EntryPage(ctx context.Context, filter url.Values) (v api.List[api.Entry], err error) {
	return v, c.get(ctx, api.PathEntries, filter, &v)
}

// Entry reads one entry as the server takes it apart; Receipt proves it.
func (c *Client) Entry(ctx context.Context, index int64) (v api.Entry, err error) {
	return v, c.get(ctx, api.EntryURL(index), nil, &v)
}

// Preview is what would follow from these votes, without what votes would still be
// needed. It writes nothing.
func (c *Client) Preview(ctx context.Context, r api.PreviewRequest) (v api.Preview, err error) {
	r.Needed = api.NeededNo
	return v, c.post(ctx, api.PathPreview, r, &v)
}

// PreviewNeeding is a preview with what votes would still be needed.
func (c *Client) PreviewNeeding(ctx context.Context, r api.PreviewRequest) (v api.Preview, err error) {
	return v, c.post(ctx, api.PathPreview, r, &v)
}

// Leaving is what would follow if a party left a function ("*" for all) on a day.
// It writes nothing.
func (c *Client) Leaving(ctx context.Context, party, function string, on ledger.Date) (v api.Leaving, err error) {
	return v, c.get(ctx, api.Fill(api.PathLeaving, party), url.Values{"function": {function}, "on": {string(on)}}, &v)
}

// Transfer is the least transfer that would make a motion acceptable, or why there is
// none, as judged when it closes or on the day given. It writes nothing.
func (c *Client) Transfer(ctx context.Context, motion string, on ledger.Date) (v api.Transfer, err error) {
	query := url.Values{}
	if on != "" {
		query.Set("on", string(on))
	}
	return v, c.get(ctx, api.Fill(api.PathTransfer, motion), query, &v)
}

// Signing is who has signed the version in force, who is late, and in what it is in
// force.
func (c *Client) Signing(ctx context.Context) (v api.Signing, err error) {
	return v, c.get(ctx, api.PathSigning, nil, &v)
}

// Outcome is what the hands shown on an amendment amount to, by the rules.
func (c *Client) Outcome(ctx context.Context, r api.OutcomeRequest) (v api.AmendmentOutcome, err error) {
	return v, c.post(ctx, api.PathOutcome, r, &v)
}

// Dates is the dates that a statement of a kind has to state, were it recorded now.
func (c *Client) Dates(ctx context.Context, r api.DatesRequest) (v api.Dates, err error) {
	return v, c.post(ctx, api.PathDates, r, &v)
}

// post asks a question that is too long for a path, or for what the server keeps beside
// the ledger. It writes nothing on that.
func (c *Client) post(ctx context.Context, path string, question, v any) error {
	body, err := ledger.Encode(question)
	if err != nil {
		return err
	}
	return c.authorised(ctx, func(token string) error {
		return c.ask(ctx, http.MethodPost, path, api.TypeJSON, body, token, v)
	})
}

// PutBlob keeps a document beside the log. Bundle says that it is the manifest of
// a rule bundle, whose files were put before, to be checked. There is room for a
// long document only for who is logged in: without a log-in that holds a server
// calls it too large, so that once more it is put with a fresh one.
func (c *Client) PutBlob(ctx context.Context, data []byte, bundle bool) (v api.Blob, err error) {
	path := api.Fill(api.PathPut, string(ledger.DigestOf(data)))
	if bundle {
		path += "?as=bundle"
	}
	asked := false
	return v, c.authorised(ctx, func(token string) error {
		err := c.ask(ctx, http.MethodPut, path, api.TypeTile, data, token, &v)
		var p *api.Problem
		if !asked && errors.As(err, &p) && p.Code == ledger.CodeTooLarge && c.key != nil {
			err = api.NewProblem(ledger.CodeLogIn, p.Detail)
		}
		asked = true
		return err
	})
}

// Blob reads a document beside the log, and refuses other bytes than those named.
func (c *Client) Blob(ctx context.Context, d ledger.Digest) (data []byte, err error) {
	err = c.authorised(ctx, func(token string) (err error) {
		data, err = c.do(ctx, http.MethodGet, api.PathBlob+url.PathEscape(string(d)), "", nil, token)
		return err
	})
	if err == nil && ledger.DigestOf(data) != d {
		return nil, fmt.Errorf("the server sent something else than the document %s", d)
	}
	return data, err
}

// list reads all pages. As a list rests on one number of entries, that of the
// first page is the whole's.
func list[T any](ctx context.Context, c *Client, path string, filter url.Values) (api.List[T], error) {
	all := api.List[T]{Items: []T{}}
	first := true
	for page, err := range pages[T](ctx, c, path, filter) {
		if err != nil {
			return all, err
		}
		if first {
			all.AsAt, first = page.AsAt, false
		}
		all.Items, all.LeftOut = append(all.Items, page.Items...), all.LeftOut+page.LeftOut
	}
	return all, nil
}

// each gives the items of a list one after the other, and holds no more of them than a page.
// Its last may be an error.
func each[T any](ctx context.Context, c *Client, path string, filter url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for page, err := range pages[T](ctx, c, path, filter) {
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

func pages[T any](ctx context.Context, c *Client, path string, filter url.Values) iter.Seq2[api.List[T], error] {
	return func(yield func(api.List[T], error) bool) {
		query := url.Values{}
		maps.Copy(query, filter)
		for {
			var page api.List[T]
			err := c.get(ctx, path, query, &page)
			if !yield(page, err) || err != nil || page.Next == "" || len(page.Items) == 0 {
				return
			}
			query.Set("after", page.Next)
		}
	}
}
