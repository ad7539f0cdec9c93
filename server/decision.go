package server

import (
	"cmp"
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
	"concordat/server/document"
)

var decisionStatuses = []string{
	ledger.DecisionAwaitsRatification, ledger.DecisionAwaitsGates, ledger.DecisionAwaitsConditions, ledger.DecisionCallIn, ledger.DecisionRetaken, ledger.DecisionInForce,
	ledger.DecisionVariedBy, ledger.DecisionRescinded, ledger.DecisionSuperseded, ledger.DecisionCorrected,
	ledger.OutcomeCarried, ledger.OutcomeNotCarried, ledger.OutcomeNotQuorate, ledger.OutcomeNoDecision,
}

func decisionList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Decision]
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		status, err := r.oneOf("status", decisionStatuses...)
		if err != nil {
			return err
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		party, function, year := r.query.Get("party"), r.query.Get("function"), r.query.Get("year")
		of := func(x ledger.Index) bool {
			return (party == "" || slices.Contains(x.Parties, party)) && (function == "" || function == x.Function) && (year == "" || year == x.Year)
		}
		kind := r.query.Get("type")
		list, err = ordered(q, r, q.DecisionsBy, q.Decision, of, func(_ string, d ledger.Decision) (api.Decision, bool) {
			shown := document.DecisionOf(q.View, d)
			concerned := party == "" || slices.ContainsFunc(d.Parties, func(o ledger.PartyOutcome) bool { return o.Party == party })
			wanted := concerned && (function == "" || function == d.Function) && (year == "" || year == ledger.YearOf(d.Time)) && (status == "" || status == shown.Status.Status || status == d.Outcome) && (kind == "" || kind == shown.Type)
			if k := private.Ref(d.Decision); k != nil && wanted {
				left = append(left, k)
				return withholdDecision(shown, k), true
			}
			return shown, wanted
		})
		tag = q.tag()
		return err
	})
	return listed(r, list, tag).lacking(left...), err
}

func decisionShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var shown api.Decision
	var tag string
	var left []*ledger.Withholding
	var again *recalculating
	var open bool
	wanted, err := r.oneOf("recalculated", "yes")
	if err != nil {
		return answer{}, err
	}
	other := ledger.Digest(r.query.Get("under"))
	if wanted != "" || other != "" {
		done, err := s.judging.turn(r.ctx)
		if err != nil {
			return answer{}, err
		}
		defer done()
	}
	name := map[string]string{}
	err = s.read(r, caller, func(q *reading) error {
		ref := r.params["decision"]
		d, ok := q.Decision(ref)
		if !ok {
			return notFound("there is no decision %s: see the list of decisions", ref)
		}
		shown, tag = document.TracedDecision(q.View, d), q.tag(wanted, string(other))
		private, err := q.withheld()
		if err != nil {
			return err
		}
		if k := private.Ref(ref); k != nil {
			shown, left = withholdDecision(shown, k), append(left, k)
		} else if wanted != "" || other != "" {
			again, err = q.recalculating(ref)
			// What the rules are asked tells of other decisions too, of which some may be private.
			open = private.Empty()
			tag = q.tag(wanted, string(other), fmt.Sprint(open)) // what is answered goes by who asks
		}
		if err == nil && other != "" {
			err = q.adoptable(other)
		}
		for code, p := range q.Parties() {
			name[code] = p.Name
		}
		return err
	})
	if err == nil && again != nil && wanted != "" {
		shown.Recalculated, err = again.result(s.rules)
		if err == nil && open && len(again.inputs) == 1 {
			shown.Asked, err = ledger.Encode(again.inputs[0])
		}
	}
	switch {
	case err != nil || again == nil || other == "":
	case !open:
		shown.Replayed = &api.Replayed{Rules: other, Why: "the reasons could tell of what was decided in private, and you may not read all of that", Changed: []string{}}
	default:
		shown.Replayed, err = again.under(s.rules, other, func(code string) string { return cmp.Or(name[code], code) })
	}
	return answer{json: shown, tag: tag}.lacking(left...), err
}

// adoptable refuses rules that are neither a version's nor those of a draft before the parties:
// nobody has the server work with others.
func (q *reading) adoptable(rules ledger.Digest) error {
	for _, v := range q.Versions() {
		if v.Rules == rules {
			return nil
		}
	}
	for _, d := range q.MoUDrafts() {
		if d.Standing && d.Rules == rules {
			return nil
		}
	}
	return notFound("no version of the MoU and no draft before the parties has these rules")
}
