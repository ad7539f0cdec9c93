package server

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

var obligationStatuses = []string{
	ledger.ObligationAwaiting, ledger.ObligationDue, ledger.ObligationOverdue, ledger.ObligationDone, ledger.ObligationDutyDone, ledger.ObligationDisputed, ledger.ObligationEnded,
}

// asOf is two times at once: by what had been recorded (the first size entries),
// and as it stood on a day.
type asOf struct {
	size      int64
	day       ledger.Date
	effective bool // only what had taken effect by that day
}

// asOf reads ?recorded_by=, a number of entries, a time or a day, and ?effective_on=.
func (s *Server) asOf(q *reading, r *request) (asOf, error) {
	at := asOf{size: q.Size(), day: q.day}
	if by := r.query.Get("recorded_by"); by != "" {
		n, err := whole(by)
		if err != nil {
			if n, err = s.sizeAt(q, by); err != nil {
				return at, err
			}
		}
		if n > q.Size() {
			return at, malformed("recorded_by", "the ledger has %d entries, not %d", q.Size(), n)
		}
		at.size = n
	}
	if on := ledger.Date(r.query.Get("effective_on")); on != "" {
		if err := on.Check(); err != nil {
			return at, malformed("effective_on", "%v", err)
		}
		at.day, at.effective = on, true
	}
	return at, nil
}

// sizeAt is how many entries had been recorded by a time, or by the end of a day in
// London, those of that time or day included.
func (s *Server) sizeAt(q *reading, by string) (int64, error) {
	later := func(t ledger.Time) bool { return t > ledger.Time(by) }
	switch {
	case ledger.Date(by).Check() == nil:
		later = func(t ledger.Time) bool { return t.Day() > ledger.Date(by) }
	case ledger.Time(by).Check() != nil:
		return 0, malformed("recorded_by", "%q is neither a number of entries nor a day like 2015-07-15 nor a time like 2015-07-15T17:00:00.000Z", by)
	}
	var failed error
	n := sort.Search(int(q.Size()), func(i int) bool {
		data, err := s.journal.Entry(int64(i))
		if err == nil {
			var e *ledger.Entry
			if e, err = ledger.ParseEntry(data); err == nil {
				return later(e.Time)
			}
		}
		failed = err
		return true
	})
	return int64(n), failed
}

func obligationList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Obligation]
	var tag string
	var wanted wantedObligations
	err := s.read(r, caller, func(q *reading) error {
		var err error
		if wanted, err = s.wanted(q, r); err != nil {
			return err
		}
		var without leftOut
		list, err = pageBy(q, r, q.ObligationsBy, wanted.index, func(ref string, o ledger.Obligation) (api.Obligation, bool) {
			before := len(wanted.left)
			shown, ok := wanted.show(ref, o)
			without.saw(len(wanted.left)-before, ok)
			return shown, ok
		})
		list.AsAt, tag = wanted.at.size, q.tag(string(q.day))
		list.LeftOut = without.of(len(list.Items), list.Next != "")
		return err
	})
	if err != nil {
		return answer{}, err
	}
	return listed(r, list, tag).lacking(wanted.withheld()...), nil
}

// wantedObligations are those that a query asks for.
type wantedObligations struct {
	at    asOf
	in    func(*reading) wantedObligations // the same ones, in a later reading
	left  map[string]*ledger.Withholding   // why some were left out: they are withheld from the caller
	index func(ledger.Index) bool          // what may be wanted
	kept  func(ref string) bool            // by its decision, and because it is not withheld

	// byIndex says that of those that are out of memory index and kept tell whether they
	// are wanted.
	byIndex bool

	show func(string, ledger.Obligation) (api.Obligation, bool)
}

// withheld is what those that were left out are of.
func (w wantedObligations) withheld() (items []*ledger.Withholding) {
	for _, ref := range slices.Sorted(maps.Keys(w.left)) {
		items = append(items, w.left[ref])
	}
	return items
}

// wanted reads the query of a list of obligations.
func (s *Server) wanted(q *reading, r *request) (wantedObligations, error) {
	at, err := s.asOf(q, r)
	if err != nil {
		return wantedObligations{}, err
	}
	status, err := r.oneOf("status", obligationStatuses...)
	if err != nil {
		return wantedObligations{}, err
	}
	party, function, year, decision := r.query.Get("party"), r.query.Get("function"), r.query.Get("year"), r.query.Get("decision")
	if _, ok := q.Party(party); party != "" && !ok {
		return wantedObligations{}, malformed("party", "no party has the code %s", party)
	}
	private, err := q.withheld()
	if err != nil {
		return wantedObligations{}, err
	}
	left := map[string]*ledger.Withholding{}
	kept := func(ref string) bool {
		if of, _, _ := strings.Cut(ref, "/"); decision != "" && of != decision {
			return false
		}
		k := private.Ref(ref)
		if k != nil {
			left[ref] = k
		}
		return k == nil
	}
	var in func(q *reading) wantedObligations
	in = func(q *reading) wantedObligations {
		of := func(codes ...string) bool {
			return party == "" || slices.ContainsFunc(codes, func(code string) bool { return code == party || q.StandsFor(code, at.size, at.day) == party })
		}
		return wantedObligations{
			at: at, in: in, left: left, kept: kept, byIndex: at.size == q.Size() && !at.effective && status == "",
			index: func(x ledger.Index) bool {
				return of(x.Parties...) && (function == "" || function == x.Function) && (year == "" || year == x.Year)
			},
			show: func(ref string, o ledger.Obligation) (api.Obligation, bool) {
				if o.Entry >= at.size || !of(o.Payer, o.Payee) || function != "" && o.Function != function || year != "" && o.Year != year ||
					!kept(ref) || at.effective && o.Effective > at.day { // the day of what is withheld is withheld, too
					return api.Obligation{}, false
				}
				shown := q.showObligation(o, at)
				return shown, status == "" || status == shown.Status.Status
			},
		}
	}
	return in(q), nil
}

func obligationShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var shown api.Obligation
	var tag string
	var again *recalculating
	var of ledger.Obligation
	wanted, err := r.oneOf("recalculated", "yes")
	if err != nil {
		return answer{}, err
	}
	if wanted != "" {
		done, err := s.judging.turn(r.ctx)
		if err != nil {
			return answer{}, err
		}
		defer done()
	}
	err = s.read(r, caller, func(q *reading) error {
		at, err := s.asOf(q, r)
		if err != nil {
			return err
		}
		ref := r.params["decision"] + "/" + r.params["number"]
		o, ok := q.Obligation(ref)
		if !ok || o.Entry >= at.size {
			return notFound("there is no obligation %s: see the list of obligations", ref)
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		if k := private.Ref(ref); k != nil {
			return k.Refusal
		}
		shown, tag = q.showObligation(o, at), q.tag(string(q.day), wanted)
		if wanted != "" {
			of = o
			again, err = q.toRecalculate(o)
		}
		return err
	})
	if err == nil && again != nil {
		shown.Recalculated, err = again.again(s.rules, of)
	}
	return answer{json: shown, tag: tag}, err
}

func (q *reading) showObligation(o ledger.Obligation, at asOf) api.Obligation {
	status := q.ObligationStatus(o, at.size, at.day)
	shown := api.Obligation{
		ObligationAssumed: o.Standing(at.size, at.day), Stopped: o.Pence - o.Standing(at.size, at.day).Pence, Status: api.Status{Status: status, Words: api.ObligationWords(status)},
		PayerName: q.PartyName(o.Payer), Duty: q.Duty(o, at.size, at.day), Time: o.Time, Entry: o.Entry, Events: []api.ObligationEvent{},
	}
	if o.Payee != "" {
		shown.PayeeName = q.PartyName(o.Payee)
	}
	shown.PayerNow, shown.PayerNowName = q.successor(o.Payer, at)
	shown.PayeeNow, shown.PayeeNowName = q.successor(o.Payee, at)
	for _, code := range o.Awaits {
		of := api.Side{Code: code, Name: q.PartyName(code)}
		if now, name := q.successor(code, at); now != "" {
			of = api.Side{Code: now, Name: name, Before: of.Name}
		}
		shown.AwaitsWords = append(shown.AwaitsWords, of.InWords())
	}
	shown.Paid, shown.Received = o.Discharged(at.size, at.day)
	if status != ledger.ObligationEnded {
		shown.Left = max(0, shown.Pence-min(shown.Paid, shown.Received))
	}
	for _, e := range o.Events {
		if e.Entry >= at.size {
			continue
		}
		if e.Replaces != "" {
			i := slices.IndexFunc(shown.Events, func(old api.ObligationEvent) bool { return old.ID == e.Replaces })
			shown.Events[i].ReplacedBy = e.Entry
		}
		shown.Events = append(shown.Events, api.ObligationEvent{
			Kind: e.Kind, Party: e.Party, PartyName: q.PartyName(e.Party), Pence: e.Pence, On: e.On, Entry: e.Entry, By: e.By, Ref: e.Ref, Period: e.Period,
			Because: e.Because, ID: e.ID, Replaces: e.Replaces, Settlement: q.settledBefore(o, e),
		})
	}
	return shown
}

// successor is the party that stands in the place of another since it merged, and its
// name; none where it did not.
func (q *reading) successor(code string, at asOf) (now, name string) {
	if now = q.StandsFor(code, at.size, at.day); now == code {
		return "", ""
	}
	return now, q.PartyName(now)
}

// settledBefore is the last settlement of a fund's year that was made on a contribution
// as it was said to be paid before it was put right; empty if there is none.
func (q *reading) settledBefore(o ledger.Obligation, e ledger.ObligationEvent) (settlement string) {
	if f, ok := q.Fund(cmp.Or(o.Fund, o.Decision)); ok && e.Replaces != "" && (o.Kind == "contribution" || o.Kind == "refund") {
		for _, s := range f.Years[o.Year].Settlements {
			if s.Entry < e.Entry {
				settlement = s.Settlement
			}
		}
	}
	return settlement
}
