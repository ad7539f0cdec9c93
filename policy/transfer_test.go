package policy

import (
	"fmt"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// world is a small one: what three parties lose in three years, what of it each year
// must be repaid at least, how much in all, and what two others can pay.
type world struct {
	Losers map[string]struct {
		Loss  map[string]int64 `json:"loss"`
		Least map[string]int64 `json:"least"`
		Total int64            `json:"total"`
	} `json:"losers"`
	CanPay map[string]map[string]int64 `json:"can_pay"`
}

// most is the most that can be paid to those losers, by trying every payment: an
// independent count without any theory of flows.
func (w world) most(parties, years []string) int64 {
	left := map[string]int64{}
	for _, y := range years {
		for _, pence := range w.CanPay[y] {
			left[y] += pence
		}
	}
	var owed int64
	for _, p := range parties {
		for _, y := range years {
			owed += w.Losers[p].Least[y]
			left[y] -= w.Losers[p].Least[y]
		}
	}
	for _, y := range years {
		if left[y] < 0 {
			return -1
		}
	}
	type cell struct{ party, year int }
	var cells []cell
	flexible := make([]int64, len(parties))
	for i, p := range parties {
		flexible[i] = w.Losers[p].Total
		for j, y := range years {
			flexible[i] -= w.Losers[p].Least[y]
			cells = append(cells, cell{i, j})
		}
	}
	var try func(n int) int64
	try = func(n int) int64 {
		if n == len(cells) {
			return 0
		}
		c := cells[n]
		p, y := parties[c.party], years[c.year]
		best := int64(0)
		for pence := int64(0); pence <= min(flexible[c.party], left[y], w.Losers[p].Loss[y]-w.Losers[p].Least[y]); pence++ {
			flexible[c.party] -= pence
			left[y] -= pence
			best = max(best, pence+try(n+1))
			flexible[c.party] += pence
			left[y] += pence
		}
		return best
	}
	return owed + try(0)
}

// TestLeastTransfer holds the plan of a transfer against trying every payment: it
// finds one exactly where there is one, which pays each loser what it needs, no
// more in any year than it loses and no more than can be paid.
func TestLeastTransfer(t *testing.T) {
	b, err := assemble(os.DirFS("."), os.DirFS("mou/"+libraryUnder))
	if err != nil {
		t.Fatal(err)
	}
	compiler, err := compile(b)
	if err != nil {
		t.Fatal(err)
	}
	data, err := documents(b)
	if err != nil {
		t.Fatal(err)
	}
	query, err := prepareQuery(compiler, data, "data.concordat.transfer.plan(input.losers, input.can_pay)")
	if err != nil {
		t.Fatal(err)
	}
	years := []string{"2015-16", "2016-17", "2017-18"}
	found, none := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		w := world{CanPay: map[string]map[string]int64{}}
		w.Losers = map[string]struct {
			Loss  map[string]int64 `json:"loss"`
			Least map[string]int64 `json:"least"`
			Total int64            `json:"total"`
		}{}
		var parties []string
		var due int64
		for i := range rapid.IntRange(1, 3).Draw(r, "losers") {
			p := fmt.Sprintf("L%d", i)
			l := w.Losers[p]
			l.Loss, l.Least = map[string]int64{}, map[string]int64{}
			var loss, least int64
			for _, y := range years {
				if n := rapid.Int64Range(0, 3).Draw(r, p+y); n > 0 {
					l.Loss[y], l.Least[y] = n, rapid.Int64Range(0, n).Draw(r, p+y+" least")
					loss, least = loss+n, least+l.Least[y]
				}
			}
			if loss == 0 {
				continue
			}
			l.Total = rapid.Int64Range(least, loss).Draw(r, p+" total")
			w.Losers[p], parties, due = l, append(parties, p), due+l.Total
		}
		for _, y := range years {
			w.CanPay[y] = map[string]int64{"G0": rapid.Int64Range(0, 3).Draw(r, "G0"+y), "G1": rapid.Int64Range(0, 2).Draw(r, "G1"+y)}
		}
		var got struct {
			Short    int64                       `json:"short"`
			Received map[string]map[string]int64 `json:"received"`
		}
		ask(t, query, w, &got)
		if possible := w.most(parties, years) == due; possible != (got.Short == 0) {
			r.Fatalf("%+v: possible is %t, and the rules say it is short by %d", w, possible, got.Short)
		}
		if got.Short > 0 {
			none++
			return
		}
		found++
		paid := map[string]int64{}
		for _, p := range parties {
			var all int64
			for y, pence := range got.Received[p] {
				if pence < w.Losers[p].Least[y] || pence > w.Losers[p].Loss[y] {
					r.Fatalf("%+v: %s gets %d in %s", w, p, pence, y)
				}
				all += pence
				paid[y] += pence
			}
			if all != w.Losers[p].Total {
				r.Fatalf("%+v: %s gets %d of %d", w, p, all, w.Losers[p].Total)
			}
		}
		for y, pence := range paid {
			if pence > w.CanPay[y]["G0"]+w.CanPay[y]["G1"] {
				r.Fatalf("%+v: %d is paid in %s", w, pence, y)
			}
		}
	})
	if found < 10 || none < 10 {
		t.Errorf("%d worlds with a transfer and %d without: too few of one to tell anything", found, none)
	}
}
