package example

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/policy"
)

// BenchmarkGrowth measures the admission of a vote (its signature included) and
// the conclusion of a motion at the end of histories of growing length, beside
// the least that an evaluation of OPA costs: a rule without conditions, in turns
// with it. What counts is the ratio, and that it stays where it is. The longest
// histories take some minutes to tell.
func BenchmarkGrowth(b *testing.B) {
	for _, g := range []growing{
		{"cheshire-warrington-wirral", 6, "12F", cheshireWarringtonWirral},
		{"greater-manchester", 12, "00T", greaterManchester},
	} {
		for _, more := range []int64{0, 1_000, 10_000} {
			b.Run(fmt.Sprintf("parties=%d/entries=%d", g.parties, more), func(b *testing.B) { growth(b, g, more) })
		}
	}
}

// growing is an example whose history goes on with motions on which all its parties
// vote, for funds that one of them hosts.
type growing struct {
	name    string
	parties int
	host    string
	history func(*story, *board)
}

func growth(b *testing.B, g growing, more int64) {
	dir := b.TempDir()
	var cast []byte
	var motion ledger.MotionRecord
	var now ledger.Time
	var size int64
	err := tell(dir, g.name, func(s *story, board *board) {
		g.history(s, board)
		motion, now = decided(s, board, g.host, more)
		s.look(func(v ledger.View, _ ledger.Time) error {
			size = v.Size()
			seat := motion.Opened.Roll[0]
			var err error
			cast, _, err = s.statement(board.members[seat.Party], seat.Party, ledger.KindVoteCast, ledger.VoteCast{
				Motion: motion.Ref, Opened: motion.Opened.ID, Seat: seat.Seat, Choice: ledger.ChoiceFor,
			})
			return err
		})
	}, 0)
	if err != nil {
		b.Fatal(err)
	}
	store, err := boltstore.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	rules := policy.New(store.Blob)
	state := ledger.NewState()
	err = store.Entries(0, size, func(_ int64, entry []byte) error {
		return state.Replay(entry, func(int64) (ledger.Digest, error) { return rootSeen(entry) }, rules)
	})
	if err != nil {
		b.Fatal(err)
	}
	state.Commit()
	if n := len(motion.Opened.Roll); n != g.parties {
		b.Fatalf("%d seats vote, expected %d", n, g.parties)
	}
	signed, err := ledger.Parse(cast)
	if err != nil {
		b.Fatal(err)
	}
	v := state.Durable()
	bare, input := floor(b)
	for what, once := range map[string]func() error{
		"vote": func() error {
			q, err := state.Check(signed, now, func(int64) (ledger.Digest, error) { return signed.Payload.Seen.Root, nil })
			if err != nil {
				return err
			}
			r, err := rules.Judge(q.Rules, []ledger.Input{q.Input})
			if err == nil && !r[0].Allow {
				err = fmt.Errorf("refused: %+v", r[0].Checks)
			}
			return err
		},
		"conclusion": func() error {
			_, err := v.Conclude(motion, motion.Opened.Closes, motion.Votes, rules)
			return err
		},
	} {
		b.Run(what, func(b *testing.B) {
			var each, least []time.Duration
			for b.Loop() {
				start := time.Now()
				if err := once(); err != nil {
					b.Fatal(err)
				}
				between := time.Now()
				if err := bare(input); err != nil {
					b.Fatal(err)
				}
				each, least = append(each, between.Sub(start)), append(least, time.Since(between))
			}
			// Medians, because a machine with other work stops some of them midway.
			slices.Sort(each)
			slices.Sort(least)
			b.ReportMetric(float64(each[len(each)/2].Nanoseconds())/1000, "µs/"+what)
			b.ReportMetric(float64(each[len(each)/2])/float64(least[len(least)/2]), "×floor")
		})
	}
}

// decided has motions carried until the ledger has so many more entries, and ends
// with one that is open and that nobody has voted on yet.
func decided(s *story, b *board, host string, more int64) (open ledger.MotionRecord, now ledger.Time) {
	var from int64
	size := func() (n int64) {
		s.look(func(v ledger.View, _ ledger.Time) error { n = v.Size(); return nil })
		return n
	}
	from = size()
	day := s.clock.now.Truncate(24 * time.Hour).Add(48 * time.Hour)
	stamp := func(days, hour int) string {
		return day.AddDate(0, 0, days).Add(time.Duration(hour) * time.Hour).Format("2006-01-02 15:04")
	}
	fund := ledger.Motion{
		Title: "A pooled fund", Text: []string{"That the parties pool £60.00."}, Type: ledger.TypePool, Function: "clinical-strategy",
		Pool: &ledger.Pool{Host: host, Year: "2016-17", Lines: []ledger.PoolLine{
			{What: "One fund", Pence: 60 * pounds, Kind: "cash", Due: "2017-01-01", Share: ledger.Share{By: "equal"}},
		}},
	}
	for s.err == nil {
		last := size()-from >= more
		s.on(stamp(0, 9))
		var refs []string
		for range 20 {
			refs = append(refs, s.propose(b, stamp(14, 9), stamp(16, 17), item{mover: host, motion: fund}))
			if last {
				break
			}
		}
		s.on(stamp(14, 9))
		for _, ref := range refs {
			s.open(ref)
		}
		if last {
			s.look(func(v ledger.View, t ledger.Time) error {
				open, _ = v.Motion(refs[0])
				now = t
				return nil
			})
			return open, now
		}
		for _, ref := range refs {
			s.vote(ref, all(b.members, ledger.ChoiceFor), b.members)
		}
		s.on(stamp(16, 18))
		day = day.AddDate(0, 0, 20)
	}
	return open, now
}

// rootSeen takes an entry's word for what its author saw.
func rootSeen(entry []byte) (ledger.Digest, error) {
	p, err := ledger.ParseAll(entry)
	if err != nil || p.Signed == nil {
		return "", fmt.Errorf("no statement: %w", err)
	}
	return p.Signed.Payload.Seen.Root, nil
}

// floor is the least that an evaluation costs.
func floor(b *testing.B) (func(ledger.Input) error, ledger.Input) {
	bundle := policy.Bundle{
		"mou/mou.md": []byte("# An agreement\n\n## 1. Status\n\n**1.1 What it is.** It is small.\n"), "mou/terms.json": []byte("{}"),
		"mou/parties.json": []byte(`{"parties": []}`), "rego/concordat/main/main.rego": []byte("package concordat.main\n\nruling := {\"allow\": true}\n"),
	}
	held := map[ledger.Digest][]byte{bundle.Digest(): bundle.Manifest()}
	for _, data := range bundle {
		held[ledger.DigestOf(data)] = data
	}
	engine := policy.New(func(d ledger.Digest) ([]byte, error) { return held[d], nil })
	in := ledger.Input{Ask: ledger.AskAdmit, Time: "2015-07-15T17:00:00.000Z", Kind: ledger.KindVoteCast, Body: json.RawMessage(`{"n":1}`)}
	return func(in ledger.Input) error {
		_, err := engine.Judge(bundle.Digest(), []ledger.Input{in})
		return err
	}, in
}
