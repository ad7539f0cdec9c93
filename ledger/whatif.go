package ledger

import (
	"slices"
)

// What would follow, asked of the rules without writing anything: if a party left, if
// a motion were carried, and if those that gain by it paid those that lose.

// Leave is what a party would owe, be owed and stay bound to, if it left on a day.
type Leave struct {
	Effective Date        `json:"effective"` // the first day on which it may be gone
	Owed      []LeaveItem `json:"owed"`      // by it
	Back      []LeaveItem `json:"back"`      // due to it
	Stops     []LeaveItem `json:"stops"`     // that it would owe, be owed or do, were it to stay
	Survives  []LeaveItem `json:"survives"`  // runs on
	Pools     []LeavePool `json:"pools"`
}

// LeaveItem is one thing of those, with the other side of it.
type LeaveItem struct {
	Obligation string `json:"obligation,omitempty"`
	Fund       string `json:"fund,omitempty"`
	Party      string `json:"party"` // the other side
	What       string `json:"what"`
	Pence      int64  `json:"pence"`
	Due        Date   `json:"due,omitempty"`
	Until      Date   `json:"until,omitempty"`
	Clause     string `json:"clause"`
	Why        string `json:"why"`
}

// LeavePool says whether a fund's year stands without the party.
type LeavePool struct {
	Fund   string `json:"fund"`
	Year   string `json:"year"`
	Stands bool   `json:"stands"`
	Clause string `json:"clause"`
	Why    string `json:"why"`
}

// Leave asks the rules what would follow if a party gave notice at time t and left
// one function, or "*" for all, on a day.
func (v View) Leave(party, function string, on Date, t Time, rules Rules) (Ruling, error) {
	day := t.Day()
	code, size := v.StandsFor(party, v.Size(), day), v.Size()
	if _, ok := v.Party(party); !ok {
		return Ruling{}, refuse(CodeNotFound, "/party", "no party has the code %s: see the list of parties", party)
	}
	if on.Check() != nil || function != "*" && !isCode(function) {
		return Ruling{}, refuse(CodeMalformed, "", "name a function, or * for all, and a day")
	}
	in := v.question(AskLeave, t)
	in.Party, in.Body = code, mustEncode(map[string]string{"function": function, "on": string(on)})
	its := func(code string) bool { return code != "" && v.StandsFor(code, size, day) == in.Party }
	leaves := func(of string) bool { return function == "*" || function == of }
	of := func(_ string, x Index) bool { return leaves(x.Function) && slices.ContainsFunc(x.Parties, its) }
	for _, o := range v.ObligationsBy(of) {
		if leaves(o.Function) && (its(o.Payer) || its(o.Payee)) {
			if f := v.obligationFacts(o, day); f.Status != ObligationEnded && f.Status != ObligationDone {
				in.Obligations = append(in.Obligations, f)
			}
		}
	}
	for name, f := range v.Funds() {
		if leaves(f.Function) {
			if facts := v.unfinished(name, f, in.Party, day); facts != nil {
				in.Funds = append(in.Funds, facts)
			}
		}
	}
	in.Leads = v.leadsOf(function, size, day)
	return judge(rules, v.Rules(), in)
}

// unfinished is a fund with the years in which a party takes part and of which
// there is no audited outturn yet, with the last of the others; nil if there is none.
func (v View) unfinished(name string, f Fund, party string, day Date) *FundFacts {
	facts, _ := v.FundFacts(name, day)
	last := ""
	for year, y := range facts.Years {
		if slices.Contains(y.Parties, party) {
			last = max(last, year)
		}
	}
	for year, y := range facts.Years {
		audited := slices.ContainsFunc(y.Outturns, func(o OutturnFacts) bool { return o.Stage == StageAudited })
		if !slices.Contains(y.Parties, party) || audited && year != last {
			delete(facts.Years, year)
		}
	}
	if len(facts.Years) == 0 {
		return nil
	}
	return facts
}

// Transfer is the least that those who gain by a motion would pay those who lose,
// so that every loser is within its authority and the motion is carried; or why
// there is none; or why that is not worked out, where it is unknown.
type Transfer struct {
	Possible *bool             `json:"possible,omitempty"` // nil where it is unknown
	Unknown  bool              `json:"unknown,omitempty"`
	Total    int64             `json:"total"` // pence; 0 where none is known
	Payments []TransferPayment `json:"payments"`
	Losers   []TransferLoser   `json:"losers"` // without the transfer
	Why      string            `json:"why"`
	Choice   string            `json:"choice"` // by which of several payments that would do as well; empty where there is but one
	Clause   string            `json:"clause"`
}

// TransferPayment is what one party would pay another in one financial year.
type TransferPayment struct {
	Payer string `json:"payer"`
	Payee string `json:"payee"`
	Year  string `json:"year"`
	Pence int64  `json:"pence"`
}

// TransferLoser is what one party loses in one year, or where no year is named in all
// of them, the room that its authority leaves, and by how much the loss is beyond it.
type TransferLoser struct {
	Party  string `json:"party"`
	Year   string `json:"year"`
	Loss   int64  `json:"loss"`
	Room   int64  `json:"room"`
	Excess int64  `json:"excess"`
}

// Transfer asks the rules which least payment would make a motion acceptable, with
// the votes as they stand at time t: before it is open, as if it were opened then.
func (v View) Transfer(m MotionRecord, t Time, rules Rules) (Ruling, error) {
	if m.Opened == nil {
		roll, err := v.Roll(m, t, rules)
		if err != nil {
			return Ruling{}, err
		}
		m.Status, m.Opened = MotionOpen, &OpenedFacts{ID: m.TextID, Time: t, Entry: v.Size(), Rules: v.Rules(), Closes: t, Roll: roll, Version: v.Version()}
	}
	return judge(rules, m.Opened.Rules, v.concluding(AskTransfer, m, t, m.Votes))
}

// Stake is what a motion means in money to one party, were it carried, beside what the
// party's own authority allows. Pence.
type Stake struct {
	Party     string       `json:"party"`
	Standing  string       `json:"standing"`  // within, exceeded, recommends, none, reserved, not_needed
	Words     string       `json:"words"`     // the standing, and by how much it is beyond which limit
	Authority string       `json:"authority"` // by which the party would be bound; empty if nothing that it gave covers the motion
	Given     string       `json:"given"`     // its constitution's clause and the resolution, in words
	Clause    string       `json:"clause"`
	Years     []StakeYear  `json:"years"`  // every year of the motion, alike for all parties
	Limits    []StakeLimit `json:"limits"` // of the authority, where it spends or loses anything
}

// StakeYear is one financial year of it. A loss is above zero, a gain below.
type StakeYear struct {
	Year        string `json:"year"`
	Pays        int64  `json:"pays"`        // contributions, its own as the fund's host among them, and risk share
	Owed        int64  `json:"owed"`        // to it: the others' contributions, where it is the fund's host, and risk share
	Contributes int64  `json:"contributes"` // part of what it pays
	Before      int64  `json:"before"`      // lost by its lines of the impact statement
	RiskShare   int64  `json:"risk_share"`  // what the risk share adds to that: paid less received
	After       int64  `json:"after"`       // lost in the end
}

// StakeLimit is one limit of the authority, on what is spent or lost, beside what
// earlier decisions used of it and what this motion would, without and with the risk
// share. What costs nothing is held to no limit.
type StakeLimit struct {
	Of    string `json:"of"`   // spend, loss
	Span  string `json:"span"` // action, year, life
	Year  string `json:"year"` // of a year's limit
	Limit int64  `json:"limit"`
	Used  int64  `json:"used"` // by earlier decisions

	Before      int64  `json:"before"` // by this one, without the risk share
	BeforeLeft  int64  `json:"before_left"`
	BeforeMet   bool   `json:"before_met"`
	BeforeWords string `json:"before_words"`

	After int64  `json:"after"` // by this one, with it
	Left  int64  `json:"left"`
	Met   bool   `json:"met"`
	Words string `json:"words"`
}

// Stakes asks the rules what a motion that is open, or as if it were, means in money
// to each party, were it carried at time t.
func (v View) Stakes(m MotionRecord, t Time, rules Rules) (Ruling, error) {
	return judge(rules, m.Opened.Rules, v.concluding(AskStakes, m, t, nil))
}

// Signing is how far the parties have signed the version in force.
type Signing struct {
	InForce   string            `json:"in_force"` // yes, part, no
	Clause    string            `json:"clause"`
	Words     string            `json:"words"`
	Parties   []PartySigning    `json:"parties"` // that take part in anything, in order of code
	Functions []FunctionSigning `json:"functions"`
}

// PartySigning is one party of it. Since, By and Late are of a statutory body that has
// not signed: since when it is waited for, and where the terms say by when it signs.
type PartySigning struct {
	Party  string `json:"party"`
	Name   string `json:"name"`
	Status string `json:"status"` // signed, behind, shadow, unsigned, unbound
	Words  string `json:"words"`
	Since  Date   `json:"since,omitempty"`
	By     Date   `json:"by,omitempty"`
	Late   bool   `json:"late,omitempty"`
}

// FunctionSigning says whether what binds may be put to the vote in a function, and
// which of its parties that waits for.
type FunctionSigning struct {
	Function string   `json:"function"`
	Title    string   `json:"title"`
	InForce  bool     `json:"in_force"`
	Waiting  []string `json:"waiting"`
}

// Signing asks the rules how far the version in force is signed at time t.
func (v View) Signing(t Time, rules Rules) (Ruling, error) {
	return judge(rules, v.Rules(), v.question(AskSigning, t))
}
