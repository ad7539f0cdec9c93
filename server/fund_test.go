package server_test

import (
	"net/http"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// What the lines of a year come to is what its parties contribute, and that is what
// the obligations of its decision say.
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
					if o, _ := v.Obligation(ref); o.Kind == "contribution" {
						owed += o.Pence
						for _, e := range o.Events {
							switch e.Kind {
							case ledger.KindObligationPaid:
								paid += e.Pence
							case ledger.KindObligationReceived:
								received += e.Pence
							}
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
