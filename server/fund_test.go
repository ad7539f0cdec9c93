package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server"
	"concordat/server/api"
)

// What the lines of a year come to is what its parties contribute, and that is what
// the obligations of its decision say, less what is given back.
func TestFundAccountsAddUp(t *testing.T) {
	b := still(t)
	var funds api.List[api.Fund]
	b.get(api.PathFunds+"?limit=100").into(http.StatusOK, &funds)
	if len(funds.Items) == 0 {
		t.Fatal("the example has no fund")
	}
	for _, f := range funds.Items {
		for _, y := range f.Years {
			var a api.FundAccount
			b.get(api.Fill(api.PathFundYear, f.Fund, y.Year)).into(http.StatusOK, &a)
			var budget, shared, owed, paid, received int64
			for _, l := range a.Budgets {
				budget += l.Budget
			}
			for _, s := range a.Shares {
				shared += s.Total
				paid, received = paid-s.Paid, received-s.Received
			}
			b.look(func(v ledger.View, _ ledger.Time) {
				d, _ := v.Decision(y.Decision)
				for _, ref := range d.Obligations {
					o, _ := v.Obligation(ref)
					sign, contributes := map[string]int64{"contribution": 1, "refund": -1}[o.Kind]
					if !contributes {
						continue
					}
					owed += sign * o.Standing(v.Size(), v.Time().Day()).Pence
					for _, e := range o.Events {
						switch e.Kind {
						case ledger.KindObligationPaid:
							paid += sign * e.Pence
						case ledger.KindObligationReceived:
							received += sign * e.Pence
						}
					}
				}
			})
			if budget != y.Contributed || budget != shared || budget != owed || paid != 0 || received != 0 || budget == 0 {
				t.Errorf("%s for %s: lines come to %d, shares to %d, obligations to %d; paid is out by %d, received by %d", f.Fund, y.Year, budget, shared, owed, paid, received)
			}
			if a.Names[a.Host] != y.HostName || a.Calendar == nil {
				t.Errorf("%s for %s: %+v", f.Fund, y.Year, a)
			}
			got := b.get(api.Fill(api.PathFundYear, f.Fund, "1999-00")).problem()
			if got.Code != ledger.CodeNotFound || !strings.Contains(got.Detail, "for 1999-00: see its years") {
				t.Errorf("a year without a decision: %+v", got)
			}
		}
	}
	for _, path := range []string{api.Fill(api.PathFund, "nothing"), api.Fill(api.PathFundYear, "nothing", "2015-16")} {
		if got := b.get(path).problem(); got.Code != ledger.CodeNotFound || !strings.Contains(got.Detail, "see the list of funds") {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

// Funds have readers of their own: where the terms keep them to people with a part
// in the agreement, the public reads obligations as before, and no fund.
func TestFundsHaveReadersOfTheirOwn(t *testing.T) {
	b := newBoard(t)
	open := *b
	b.readers(`"funds": "public"`, `"funds": "people"`)
	paths, officer := open.paths(), b.token("bury-officer")
	funds := 0
	for _, route := range server.Routes() {
		if route.Method != "GET" || len(readsOf(route.Name)) == 0 {
			continue
		}
		path := paths["GET "+route.Path]
		public, person := b.get(path), b.do("GET", path, officer, nil)
		if !slices.Contains(readsOf(route.Name), "funds") {
			if before := open.get(path); public.status != before.status {
				t.Errorf("%s: status %d, and %d where funds are public", path, public.status, before.status)
			}
			continue
		}
		funds++
		if p := public.problem(); p.Code != ledger.CodeLogIn || len(p.Checks) != 1 || p.Checks[0].Explain != "Only people with a role or a seat may read funds." {
			t.Errorf("%s: %+v", path, p)
		}
		if person.status != http.StatusOK {
			t.Errorf("%s as an officer: status %d: %s", path, person.status, person.body)
		}
	}
	if funds != 3 {
		t.Errorf("%d routes read funds, not the list, the fund and its year", funds)
	}
}

// Rules adopted before funds had readers of their own open them to nobody. What they
// answer does not say that a role is lacking, which nobody could be given.
func TestFundsOfOlderRules(t *testing.T) {
	b := newBoard(t)
	b.readers(`"funds": "public",`, "")
	for _, token := range []string{"", b.token("bury-officer")} {
		p := b.do("GET", api.PathFunds, token, nil).problem()
		if p.Code != ledger.CodeRefused || !strings.Contains(p.Detail, `the rules in force do not list "listFunds", or name no readers of what it shows`) || !strings.Contains(p.Detail, "An amendment of the agreement") {
			t.Errorf("%+v", p)
		}
	}
}

// readers has this board asked by other rules about who may read: those in force with
// one change of their terms.
func (b *board) readers(from, to string) {
	b.t.Helper()
	rules, bundle := b.under(func(terms []byte) []byte { return bytes.Replace(terms, []byte(from), []byte(to), 1) })
	b.serveUnder(onlyReading{b.rules(), rules, bundle})
}

// under are the rules in force with their terms changed.
func (b *board) under(change func(terms []byte) []byte) (rules ledger.Rules, digest ledger.Digest) {
	b.t.Helper()
	bundle, err := policy.OpenBundle(must(b.journal.Blob(b.founded.Rules)), b.journal.Blob)
	if err != nil {
		b.t.Fatal(err)
	}
	const terms = "mou/terms.json"
	changed := change(bundle[terms])
	if bytes.Equal(changed, bundle[terms]) {
		b.t.Fatal("the change changes nothing of the terms")
	}
	bundle[terms] = changed
	return policy.NewOf(bundle), bundle.Digest()
}

// serveUnder serves the ledger under other rules, and has the board ask there.
func (b *board) serveUnder(rules ledger.Rules, change ...func(*server.Config)) {
	b.t.Helper()
	config := server.Config{
		Journal: b.journal, Rules: rules, Clauses: clauses(b.journal), CheckBundle: policy.CheckManifest, TokenSeed: bytes.Repeat([]byte{7}, 32), Now: b.world.now,
		SessionFile: filepath.Join(b.dir, "sessions"), InvitationFile: filepath.Join(b.dir, "invitations"), LinkFile: filepath.Join(b.dir, "links"), Work: sharedTeller().provider(),
	}
	for _, f := range change {
		f(&config)
	}
	s, err := server.New(config)
	if err != nil {
		b.t.Fatal(err)
	}
	b.serving = s
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(listener) }()
	b.t.Cleanup(func() {
		b.client.CloseIdleConnections()
		if err := errors.Join(s.Shutdown(context.Background()), <-served); err != nil {
			b.t.Error(err)
		}
	})
	b.url = "http://" + listener.Addr().String()
}

// onlyReading asks other rules about who may use and read what, and nothing else.
type onlyReading struct {
	ledger.Rules
	readers ledger.Rules
	bundle  ledger.Digest
}

func (o onlyReading) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if inputs[0].Ask == ledger.AskAccess {
		return o.readers.Judge(o.bundle, inputs)
	}
	return o.Rules.Judge(rules, inputs)
}

// A fund is shown by what had been recorded and as it stood on a day.
func TestFundsOfTwoTimes(t *testing.T) {
	b := newBoard(t)
	const fund, year = "GM-2015-005", "2015-16"
	account := func(query string) (a api.FundAccount) {
		t.Helper()
		b.get(api.Fill(api.PathFundYear, fund, year)+query).into(http.StatusOK, &a)
		return a
	}
	first := account("")
	report := func(period string, to ledger.Date, spend int64) {
		t.Helper()
		b.record("oldham-officer", "00Y", ledger.KindFundReported, ledger.FundReported{
			Fund: fund, Year: year, Period: period, To: to, Lines: []ledger.ReportLine{{Line: "1", Spend: spend, Low: spend, Central: 2 * spend, High: 3 * spend}}, Source: "The host's ledger",
		})
	}
	report("Q1", "2015-06-30", 20000000)
	between := b.size()
	report("Q2", "2015-09-30", 50000000)
	paid := first.Contributions[0]
	b.record("bolton-officer", "00T", ledger.KindObligationPaid, ledger.ObligationPaid{Obligation: paid.Obligation, Pence: 100, On: "2015-11-20"})
	of := func(a api.FundAccount) (reports int, paid int64) {
		for _, s := range a.Shares {
			paid += s.Paid
		}
		return len(a.Reports), paid
	}
	_, before := of(first)
	for query, want := range map[string]struct {
		reports int
		paid    int64
		asAt    int64
	}{
		"":                                      {2, before + 100, b.size()},
		fmt.Sprintf("?recorded_by=%d", between): {1, before, between},
		"?recorded_by=" + string(b.now()):       {2, before + 100, b.size()},
		"?effective_on=2015-11-20":              {2, before + 100, b.size()},
		"?effective_on=2015-11-19":              {2, before, b.size()},
		fmt.Sprintf("?recorded_by=%d&effective_on=2016-03-31", between): {1, before, between},
	} {
		a := account(query)
		reports, paid := of(a)
		if reports != want.reports || paid != want.paid || a.AsAt != want.asAt {
			t.Errorf("%q: %d reports, %d paid as at %d, not %+v", query, reports, paid, a.AsAt, want)
		}
	}
	// What is due by a day, and what is late by then.
	for query, want := range map[string][2]bool{"": {true, false}, "?effective_on=2016-01-31": {true, true}, fmt.Sprintf("?recorded_by=%d", between): {false, false}} {
		var q2, q3 bool
		for _, d := range account(query).Calendar {
			q2, q3 = q2 || d.ID == "Q2" && d.Done != "", q3 || d.ID == "Q3" && d.Late
		}
		if [2]bool{q2, q3} != want {
			t.Errorf("%q: Q2 done %t, Q3 late %t", query, q2, q3)
		}
	}
	// Before there was one.
	made := first.Entry
	for _, query := range []string{fmt.Sprintf("?recorded_by=%d", made), "?effective_on=2015-04-01"} {
		for _, path := range []string{api.Fill(api.PathFund, fund), api.Fill(api.PathFundYear, fund, year)} {
			if got := b.get(path + query).problem(); got.Code != ledger.CodeNotFound {
				t.Errorf("%s: %+v", path+query, got)
			}
		}
		var list api.List[api.Fund]
		b.get(api.PathFunds+query).into(http.StatusOK, &list)
		if slices.ContainsFunc(list.Items, func(f api.Fund) bool { return f.Fund == fund }) {
			t.Errorf("%s has the fund in the list", query)
		}
	}
	for query, parameter := range map[string]string{"?recorded_by=soon": "recorded_by", "?recorded_by=999999": "recorded_by", "?effective_on=2015-02-30": "effective_on", "?on=2015-12-01": "on"} {
		for _, path := range []string{api.PathFunds, api.Fill(api.PathFund, fund), api.Fill(api.PathFundYear, fund, year)} {
			if got := b.get(path + query).problem(); len(got.Errors) != 1 || got.Errors[0].Parameter != parameter {
				t.Errorf("%s: %+v", path+query, got)
			}
		}
	}
}

// What a decision binds the parties to is worked out again from the ledger by the rules in
// force then, and is the same to the penny.
func TestObligationsRecalculated(t *testing.T) {
	b := still(t)
	verdicts := map[string]int{}
	var list api.List[api.Obligation]
	b.get(api.PathObligations+"?limit=100").into(http.StatusOK, &list)
	seen := map[string]int{}
	for _, o := range list.Items {
		if seen[o.Decision]++; seen[o.Decision] > 3 && o.Change == "" && o.Settlement == "" && o.Leaving == "" {
			continue // the rules are asked anew for each
		}
		decision, number, _ := strings.Cut(o.Obligation, "/")
		a := b.get(api.Fill(api.PathObligation, decision, number) + "?recalculated=yes")
		if o.Change != "" || o.Settlement != "" || o.Leaving != "" {
			if got := a.problem(); !strings.Contains(got.Detail, "follows from what was stated after its decision") {
				t.Errorf("%s: %+v", o.Obligation, got)
			}
			continue
		}
		var got api.Obligation
		a.into(http.StatusOK, &got)
		if r := got.Recalculated; r == nil || r.Was != o.Pence+o.Stopped || r.Verdict == api.RecalculationSame && (r.Pence == nil || *r.Pence != r.Was || r.Working != o.Working) {
			t.Fatalf("%s: %+v", o.Obligation, r)
		}
		verdicts[got.Recalculated.Verdict]++
	}
	if len(list.Items) < 50 || verdicts[api.RecalculationSame] < 5 || len(verdicts) > 1 {
		t.Errorf("%d obligations: %v", len(list.Items), verdicts)
	}
	if got := b.get(api.Fill(api.PathObligation, "GM-2015-004", "002") + "?recalculated=no").problem(); len(got.Errors) != 1 || got.Errors[0].Parameter != "recalculated" {
		t.Errorf("%+v", got)
	}
	if got := b.get(api.Fill(api.PathObligation, "GM-2015-004", "002")); strings.Contains(string(got.body), "recalculated") {
		t.Error("it is worked out unasked")
	}
}
