package ledger

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// Business that a meeting takes in private, and what of the ledger is about it.
// Who may read that, and until when it is kept from whom, the rules say. It is
// private from the agenda on that takes it so: what was recorded of a motion before
// is withheld from then on, and had been public.

// PrivateItem is an item of an agenda from which the public is excluded.
type PrivateItem struct {
	Meeting string `json:"meeting"`
	Item    string `json:"item"` // its number
	Reason  string `json:"reason"`
	Release Date   `json:"release,omitempty"` // the day from which it is public; none is set yet where it is empty
}

// private is an item as private business of a meeting; nil where it is public.
func (m Meeting) private(item AgendaItem) *PrivateItem {
	if item.Private == "" {
		return nil
	}
	return &PrivateItem{Meeting: m.Ref, Item: item.Item, Reason: item.Private, Release: item.Release}
}

// keepPrivate records that a motion is private business, or no longer is. The last
// agenda that listed it decides: what is taken off one stays as that one had it.
func (s *State) keepPrivate(r *MotionRecord, item *PrivateItem) {
	r.Private = item
	if item != nil && !slices.Contains(s.draftHead.private, r.Ref) {
		s.draftHead.private = with(s.draftHead.private, r.Ref)
	}
}

// MayReadItem asks the rules whether a caller may read what is private of an item.
func (v View) MayReadItem(item PrivateItem, caller *PersonFacts, t Time, rules Rules) error {
	return v.mayUse(Input{Private: &item, Author: caller}, t, rules)
}

// Withheld is what one reader may not read yet. It keeps no view.
type Withheld struct {
	items  map[[2]string]*Withholding // by meeting and number
	refs   map[string]*Withholding    // motions, with their decisions and obligations, actions, disputes and changes of contributions
	funds  map[[2]string]*Withholding // by name and year
	papers map[Digest]*Withholding
	pairs  map[[2]string]*Withholding // parties between whom something is owed
	leads  map[string]*Withholding    // by function
}

// Withholding is one private item, and the refusal that keeps it from the reader.
type Withholding struct {
	PrivateItem
	Refusal *Error
}

// Withhold gathers what is withheld from a reader. May answers with the refusal of
// the rules for an item that is; any other error ends it.
func (v View) Withhold(may func(PrivateItem) error) (*Withheld, error) {
	w := &Withheld{items: map[[2]string]*Withholding{}, refs: map[string]*Withholding{}, papers: map[Digest]*Withholding{}}
	kept := func(item *PrivateItem) (*Withholding, error) {
		if item == nil {
			return nil, nil
		}
		err := may(*item)
		var refused *Error
		switch {
		case err == nil:
			return nil, nil
		case errors.As(err, &refused) && (refused.Code == CodeNotAllowed || refused.Code == CodeLogIn):
			return &Withholding{*item, refused}, nil
		}
		return nil, err
	}
	for _, ref := range v.head().sittings {
		m, _ := v.Meeting(ref)
		for _, item := range m.Agenda() {
			k, err := kept(m.private(item))
			if err != nil {
				return nil, err
			}
			if k == nil {
				continue
			}
			w.items[[2]string{m.Ref, item.Item}] = k
			for _, text := range m.Texts {
				w.papers[text] = k
			}
			for _, action := range m.Actions {
				if a, _ := v.Action(action); a.Item == item.Item {
					w.refs[action] = k
					if a.Closed != nil && a.Closed.Evidence != nil {
						w.papers[a.Closed.Evidence.SHA256] = k
					}
				}
			}
		}
	}
	for _, ref := range v.head().private {
		m, _ := v.Motion(ref)
		k, err := kept(m.Private)
		if err != nil {
			return nil, err
		}
		if k == nil {
			continue
		}
		w.refs[ref] = k
		for _, paper := range m.Named {
			w.papers[paper] = k
		}
		for _, a := range v.Amendments(ref) {
			for _, paper := range a.To.Papers {
				w.papers[paper.SHA256] = k
			}
		}
		d, _ := v.Decision(ref)
		for _, met := range d.Met {
			w.papers[met.Evidence.SHA256] = k
		}
		w.withholdOwed(v, d, k)
	}
	if w.Empty() {
		return w, nil
	}
	w.withholdFunds(v)
	w.withholdLeads(v)
	for ref, d := range v.Disputes() {
		if k := w.Ref(d.About); k != nil {
			w.refs[ref] = k
		}
	}
	return w, nil
}

// withholdFunds adds the years of funds that decisions made up which are withheld,
// all of them.
func (w *Withheld) withholdFunds(v View) {
	w.funds = map[[2]string]*Withholding{}
	for name, f := range v.Funds() {
		for year, r := range f.Years {
			if len(r.Decisions) == 0 || slices.ContainsFunc(r.Decisions, func(ref string) bool { return w.Ref(ref) == nil }) {
				continue
			}
			k := w.Ref(r.Decisions[0])
			w.funds[[2]string{name, year}] = k
			for _, id := range r.Changes {
				w.refs[string(id)] = k
			}
			for _, paper := range r.Named {
				w.papers[paper] = k
			}
		}
	}
}

// withholdOwed adds the balances of those between whom a decision that is withheld
// made obligations, and what shows that its duties were done.
func (w *Withheld) withholdOwed(v View, d Decision, k *Withholding) {
	if w.pairs == nil {
		w.pairs = map[[2]string]*Withholding{}
	}
	for _, ref := range d.Obligations {
		o, _ := v.Obligation(ref)
		w.pairs[pair(o.Payer, o.Payee)] = k
		w.pairs[pair(v.StandsFor(o.Payer, v.Size(), v.Time().Day()), v.StandsFor(o.Payee, v.Size(), v.Time().Day()))] = k
		for _, e := range o.Events {
			if e.Paper != nil {
				w.papers[e.Paper.SHA256] = k
			}
		}
	}
}

func pair(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// withholdLeads adds the functions whose leads were all appointed by decisions that
// are withheld.
func (w *Withheld) withholdLeads(v View) {
	w.leads = map[string]*Withholding{}
	for _, l := range v.head().leads {
		w.leads[l.Function] = w.Ref(l.Decision)
	}
	for _, l := range v.head().leads {
		if w.Ref(l.Decision) == nil {
			delete(w.leads, l.Function)
		}
	}
}

// Balance is why what two parties state of what they owe each other is withheld: part
// of it is; nil: it is not.
func (w *Withheld) Balance(a, b string) *Withholding { return w.pairs[pair(a, b)] }

// Fund is why a year of a fund is withheld; nil: it is not.
func (w *Withheld) Fund(name, year string) *Withholding { return w.funds[[2]string{name, year}] }

// Empty reports whether nothing is withheld.
func (w *Withheld) Empty() bool { return len(w.items)+len(w.refs) == 0 }

// Item is why an item of a meeting is withheld; nil: it is not.
func (w *Withheld) Item(meeting, item string) *Withholding { return w.items[[2]string{meeting, item}] }

// Ref is why a motion, its decision, one of its obligations, an action or a dispute
// is withheld; nil: it is not.
func (w *Withheld) Ref(ref string) *Withholding {
	if k := w.refs[ref]; k != nil {
		return k
	}
	motion, _, _ := strings.Cut(ref, "/")
	return w.refs[motion]
}

// WithheldPaper is why a document beside the log is withheld; nil: it is not, as
// where a motion names it too that is public.
func (v View) WithheldPaper(w *Withheld, d Digest) *Withholding {
	k := w.papers[d]
	if k == nil {
		return nil
	}
	its := func(_ string, x Index) bool { return slices.Contains(x.Papers, d) }
	for ref, m := range v.MotionsBy(its) {
		if w.refs[ref] == nil && slices.ContainsFunc(m.Papers, func(p Paper) bool { return p.SHA256 == d }) {
			return nil
		}
	}
	return k
}

// Meeting is the first private item of a meeting that is withheld; nil: none is.
func (w *Withheld) Meeting(m MeetingRecord) *Withholding {
	for _, item := range m.Items {
		if k := w.Item(m.Ref, item.Item); k != nil {
			return k
		}
	}
	return nil
}

// alwaysPublic are kinds that stay public although they may name private business:
// the register of interests, which has a rule of its own, the agreement, and from
// when on an item is public.
var alwaysPublic = []string{KindInterestDeclared, KindInterestRuled, KindInterestEnded, KindMoUAmended, KindItemReleased}

// Entry is why an entry is withheld: it is about private business. Nil: it is not.
// An agenda is what was published of it, so it is none.
func (w *Withheld) Entry(p *Parsed) *Withholding {
	if w.Empty() || slices.Contains(alwaysPublic, p.Kind) {
		return nil
	}
	var about struct {
		Motion     string `json:"motion"`
		Decision   string `json:"decision"`
		Obligation string `json:"obligation"`
		Meeting    string `json:"meeting"`
		Item       string `json:"item"`
		Action     string `json:"action"`
		Dispute    string `json:"dispute"`
		About      string `json:"about"`
		With       string `json:"with"`
		Change     string `json:"change"`
		Fund       string `json:"fund"`
		Year       string `json:"year"`
		Function   string `json:"function"`
		Results    []struct {
			Motion string `json:"motion"`
		} `json:"results"`
	}
	var ref string
	var body json.RawMessage
	if c := p.Entry.Consequence; c != nil {
		ref, body = c.Ref, c.Body
	} else {
		body = p.Signed.Payload.Body
	}
	// A member that a kind has in another form names nothing here.
	_ = json.Unmarshal(body, &about)
	refs := []string{ref, about.Motion, about.Decision, about.Obligation, about.Action, about.Dispute, about.About, about.Change}
	for _, r := range about.Results {
		refs = append(refs, r.Motion)
	}
	for _, r := range refs {
		if k := w.Ref(r); r != "" && k != nil {
			return k
		}
	}
	if k := w.Fund(about.Fund, about.Year); k != nil {
		return k
	}
	switch p.Kind {
	case KindCommitmentMade:
		return w.leads[about.Function]
	case KindBalanceStated:
		return w.Balance(p.Signed.Payload.Party, about.With)
	}
	return w.Item(about.Meeting, about.Item)
}
