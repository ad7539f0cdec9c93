package policy

import (
	"fmt"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// world is a small one: what up to three parties lose in up to four years, what of it
// each year must be repaid at least, how much in all, and what two others can pay by
// year and in all.
type world struct {
	Losers map[string]losing `json:"losers"`
	Payers map[string]paying `json:"payers"`
}

type losing struct {
	Loss  map[string]int64 `json:"loss"`
	Least map[string]int64 `json:"least"`
	Total int64            `json:"total"`
}

type paying struct {
	All   int64            `json:"all"`
	Years map[string]int64 `json:"years"`
}

// byYear is an amount for each of at most four years.
type byYear [4]int64

// added are all sums of one of these and one of those.
func added(these, those map[byYear]bool) map[byYear]bool {
	sums := map[byYear]bool{}
	for a := range these {
		for b := range those {
			for i := range b {
				b[i] += a[i]
			}
			sums[b] = true
		}
	}
	return sums
}

// between are all amounts by year between two, of which keep holds.
func between(least, most byYear, keep func(all int64) bool) map[byYear]bool {
	found := map[byYear]bool{}
	var try func(at byYear, i int, all int64)
	try = func(at byYear, i int, all int64) {
		if i == len(at) {
			if keep(all) {
				found[at] = true
			}
			return
		}
		for n := least[i]; n <= most[i]; n++ {
			at[i] = n
			try(at, i+1, all+n)
		}
	}
	try(byYear{}, 0, 0)
	return found
}

// short is how much those that pay lack at least, by trying all that the losers can be
// paid against all that can be paid: an independent count without any theory of flows.
func (w world) short(years []string) int64 {
	in := func(amounts map[string]int64) (all byYear) {
		for i, y := range years {
			all[i] = amounts[y]
		}
		return all
	}
	needed, payable := map[byYear]bool{{}: true}, map[byYear]bool{{}: true}
	for _, l := range w.Losers {
		needed = added(needed, between(in(l.Least), in(l.Loss), func(all int64) bool { return all == l.Total }))
	}
	for _, p := range w.Payers {
		payable = added(payable, between(byYear{}, in(p.Years), func(all int64) bool { return all <= p.All }))
	}
	short := int64(-1)
	for need := range needed {
		for can := range payable {
			var lack int64
			for i := range need {
				lack += max(0, need[i]-can[i])
			}
			if short < 0 || lack < short {
				short = lack
			}
		}
	}
	return short
}

// TestLeastTransfer holds the plan of a transfer against trying every payment: it
// finds one exactly where there is one, and else by how much it is too little. Each
// loser is paid what it needs, no more in any year than it loses; nobody pays more in
// any year or in all than it can; and as much is paid as is received.
func TestLeastTransfer(t *testing.T) {
	b, err := assemble(os.DirFS("."), os.DirFS("mou/"+libraryUnder))
	if err != nil {
		t.Fatal(err)
	}
	b[bindingsFile] = append(b[bindingsFile], "\nplan := data.concordat.transfer.plan(input.losers, input.payers)\n"...)
	compiler, err := compile(b)
	if err != nil {
		t.Fatal(err)
	}
	data, err := documents(b)
	if err != nil {
		t.Fatal(err)
	}
	query, err := prepareQuery(compiler, data, "data.mou.plan")
	if err != nil {
		t.Fatal(err)
	}
	found, none, bound := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		years := []string{"2015-16", "2016-17", "2017-18", "2018-19"}[:rapid.IntRange(1, 4).Draw(r, "years")]
		w := world{map[string]losing{}, map[string]paying{}}
		for i := range rapid.IntRange(1, 3).Draw(r, "losers") {
			p := fmt.Sprintf("L%d", i)
			l := losing{map[string]int64{}, map[string]int64{}, 0}
			var loss, least int64
			for _, y := range years {
				if n := rapid.Int64Range(0, 3).Draw(r, p+y); n > 0 {
					l.Loss[y], l.Least[y] = n, rapid.Int64Range(0, n).Draw(r, p+y+" least")
					loss, least = loss+n, least+l.Least[y]
				}
			}
			if loss > 0 {
				l.Total = rapid.Int64Range(least, loss).Draw(r, p+" total")
				w.Losers[p] = l
			}
		}
		for i := range 2 {
			p, all := fmt.Sprintf("G%d", i), int64(0)
			g := paying{Years: map[string]int64{}}
			for _, y := range years {
				if n := rapid.Int64Range(0, 4).Draw(r, p+y); n > 0 {
					g.Years[y] = n
					all += n
				}
			}
			g.All = rapid.Int64Range(0, all).Draw(r, p+" in all")
			w.Payers[p] = g
			if g.All < all {
				bound++
			}
		}
		var got struct {
			Short int64 `json:"short"`
			Tight struct {
				Years   []string         `json:"years"`
				Needed  map[string]int64 `json:"needed"`
				Payable map[string]int64 `json:"payable"`
			} `json:"tight"`
			Received map[string]map[string]int64 `json:"received"`
			Paid     map[string]map[string]int64 `json:"paid"`
		}
		ask(t, query, w, &got)
		if short := w.short(years); short != got.Short {
			r.Fatalf("%+v: it is short by %d, and the rules say by %d", w, short, got.Short)
		}
		if got.Short > 0 {
			none++
			lack := int64(0)
			for _, pence := range got.Tight.Needed {
				lack += pence
			}
			for _, pence := range got.Tight.Payable {
				lack -= pence
			}
			if lack != got.Short || len(got.Tight.Years) == 0 || len(got.Received)+len(got.Paid) > 0 {
				r.Fatalf("%+v: it is short by %d: %+v", w, got.Short, got)
			}
			return
		}
		found++
		left := map[string]int64{}
		for p, l := range w.Losers {
			var all int64
			for y, pence := range got.Received[p] {
				if pence < l.Least[y] || pence > l.Loss[y] {
					r.Fatalf("%+v: %s gets %d in %s", w, p, pence, y)
				}
				all, left[y] = all+pence, left[y]+pence
			}
			if all != l.Total {
				r.Fatalf("%+v: %s gets %d of %d", w, p, all, l.Total)
			}
		}
		for p, by := range got.Paid {
			var all int64
			for y, pence := range by {
				if pence < 0 || pence > w.Payers[p].Years[y] {
					r.Fatalf("%+v: %s pays %d in %s", w, p, pence, y)
				}
				all, left[y] = all+pence, left[y]-pence
			}
			if all > w.Payers[p].All {
				r.Fatalf("%+v: %s pays %d of %d", w, p, all, w.Payers[p].All)
			}
		}
		for y, pence := range left {
			if pence != 0 {
				r.Fatalf("%+v: in %s %d more is received than paid: %+v", w, y, pence, got)
			}
		}
	})
	if found < 10 || none < 10 || bound < 10 {
		t.Errorf("%d worlds with a transfer, %d without and %d payers who could pay more but for what they may in all: too few of one to tell anything", found, none, bound)
	}
}
