package api

import "concordat/ledger"

// Fund is a pooled fund with its years, the first of them first.
type Fund struct {
	Fund     string     `json:"fund"`
	Function string     `json:"function"`
	Years    []FundYear `json:"years"`              // that a decision in effect makes up
	LeftOut  int        `json:"left_out,omitempty"` // years that are withheld from the caller
	AsAt     int64      `json:"as_at"`
}

// FundYear is a year of a fund in short. Money is in pence.
type FundYear struct {
	Year        string   `json:"year"`
	Decision    string   `json:"decision"` // that makes it up
	Host        string   `json:"host"`
	HostName    string   `json:"host_name"`
	Parties     []string `json:"parties"`
	Contributed int64    `json:"contributed"` // as decided and as changed since
	Reported    string   `json:"reported,omitempty"`
	Outturn     string   `json:"outturn,omitempty"` // the stage of the last

	Awaited ledger.Date `json:"awaited,omitempty"` // since when the year is over and no outturn is stated
}

// FundAccount is the account of a fund's year: what was decided and stated of it,
// and what that adds up to. Money is in pence.
type FundAccount struct {
	Fund     string `json:"fund"`
	Function string `json:"function"`
	Year     string `json:"year"`
	*ledger.FundYear
	Opening     int64             `json:"opening"`  // carried in by the last settlement of the year before
	Budgets     []FundLine        `json:"budgets"`  // of each line, in order
	Shares      []FundShare       `json:"shares"`   // of each party, cash and each kind by itself
	Forecast    []FundForecast    `json:"forecast"` // low, central and high of the report that runs furthest; none once an outturn is stated, nor as of another time
	Settlements []FundSettlement  `json:"settlements"`
	Calendar    []ledger.Deadline `json:"calendar"`           // empty where the agreement sets no times
	Awaited     ledger.Date       `json:"awaited,omitempty"`  // since when the year is over and no outturn is stated
	Names       map[string]string `json:"names"`              // of the parties, by code
	LeftOut     int               `json:"left_out,omitempty"` // decisions on what is left of the year that are withheld from the caller
	AsAt        int64             `json:"as_at"`
}

// FundLine is one line's budget: what was decided, and what changed it.
type FundLine struct {
	Line    string `json:"line"`
	What    string `json:"what"`
	Decided int64  `json:"decided"`
	Changed int64  `json:"changed"` // by changes of contributions that stand
	Moved   int64  `json:"moved"`   // by virements, in less out
	Budget  int64  `json:"budget"`  // the sum of these
}

// FundShare is what one party contributes of one kind, cash or staff. What it is
// given back within the year lessens it.
type FundShare struct {
	Party    string `json:"party"`
	In       string `json:"in"`
	Decided  int64  `json:"decided"`
	Changed  int64  `json:"changed"`
	Total    int64  `json:"total"`
	Due      int64  `json:"due"`      // fallen due by today
	Paid     int64  `json:"paid"`     // as the payers say
	Received int64  `json:"received"` // as the payees say
}

// Cases of a forecast, as a report states them.
const (
	CaseLow     = "low"
	CaseCentral = "central"
	CaseHigh    = "high"
)

// FundForecast is what the rules would settle were the year to come to what a report
// expects of it: each party's part, with its working. Nobody owes anything by it.
type FundForecast struct {
	Case   string `json:"case"`
	Period string `json:"period"` // of the report
	Entry  int64  `json:"entry"`  // of the report
	Pence  int64  `json:"pence"`  // that all lines would come to
	ledger.Settled
	Checks []ledger.Check `json:"checks"` // why nothing would be settled, where that is so
}

// OutturnRequest asks what a year would come to for each party if its lines came to
// these. Lines that are not named come to their budget.
type OutturnRequest struct {
	Lines []ledger.OutturnLine `json:"lines"`
}

// SupposedOutturn is the answer to it. Nobody owes anything by it.
type SupposedOutturn struct {
	Fund  string               `json:"fund"`
	Year  string               `json:"year"`
	AsAt  int64                `json:"as_at"`
	Lines []ledger.OutturnLine `json:"lines"` // all of the fund's
	Pence int64                `json:"pence"` // that they come to
	ledger.Settled
	Checks []ledger.Check    `json:"checks"` // why nothing would be settled, where that is so
	Names  map[string]string `json:"names"`  // of the parties, by code
}

// FundSettlement is what one outturn came to, with workings, checks and payments.
type FundSettlement struct {
	ledger.SettlementMade
	Entry   int64           `json:"entry"`
	Time    ledger.Time     `json:"time"`
	Net     []FundNet       `json:"net"`     // so far
	Owed    []FundPayment   `json:"owed"`    // obligations that follow from it
	Sources []ledger.Source `json:"sources"` // of the numbers in its checks
}

// FundNet is what all settlements so far come to for a party: above 0 it bears so
// much, below 0 it gets so much back.
type FundNet struct {
	Party string `json:"party"`
	Pence int64  `json:"pence"`
}

// FundPayment is an obligation that follows from a settlement.
type FundPayment struct {
	Obligation string      `json:"obligation"`
	Payer      string      `json:"payer"`
	Payee      string      `json:"payee"`
	Pence      int64       `json:"pence"`
	Due        ledger.Date `json:"due"`
	Status
	Paid     int64 `json:"paid"`
	Received int64 `json:"received"`
}
