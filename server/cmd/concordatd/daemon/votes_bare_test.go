package daemon

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	bolt "go.etcd.io/bbolt"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/ledger/signature"
	"concordat/server/api"
)

// each gives the CPU in µs that one of n takes.
func each(n int, do func(i int)) float64 {
	began := cpuTime()
	for i := range n {
		do(i)
	}
	return float64((cpuTime() - began).Nanoseconds()) / 1000 / float64(n)
}

const bareRounds = 4096

func bareHello(b *testing.B, requests [][][]byte, answer []byte) float64 {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Post(api.PathStatements, func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, api.TypeJSON)
		return c.Send(answer)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- app.Listener(listener) }()
	defer func() {
		if err := errors.Join(app.Shutdown(), <-served); err != nil {
			b.Error(err)
		}
	}()
	again := make([][][]byte, len(requests))
	n := 0
	for i := range again {
		for range bareRounds / len(requests) {
			again[i] = append(again[i], requests[i][n%len(requests[i])])
			n++
		}
	}
	_, cpu, _ := load(b, listener.Addr().String(), again, "200")
	return float64(cpu.Nanoseconds()) / 1000 / float64(n)
}

func bareDecode(b *testing.B, statements [][][]byte) float64 {
	return each(bareRounds, func(i int) {
		var s ledger.Statement
		var p ledger.Payload
		err := json.Unmarshal(statements[i%callers][i/callers%len(statements[0])], &s)
		if err == nil {
			var payload []byte
			payload, err = base64.RawURLEncoding.DecodeString(s.Payload)
			err = errors.Join(err, json.Unmarshal(payload, &p))
		}
		if err != nil {
			b.Fatal(err)
		}
	})
}

func bareSignature(b *testing.B, h *hall, statements [][][]byte) float64 {
	type signed struct {
		key             ed25519.PublicKey
		text, signature []byte
	}
	var all []signed
	for i := range bareRounds {
		var s ledger.Statement
		if err := json.Unmarshal(statements[i%callers][i/callers%len(statements[0])], &s); err != nil {
			b.Fatal(err)
		}
		key, err1 := base64.RawURLEncoding.DecodeString(h.voters[i%callers].key.Public().X)
		signature, err2 := base64.RawURLEncoding.DecodeString(s.Signature)
		if err := errors.Join(err1, err2); err != nil {
			b.Fatal(err)
		}
		all = append(all, signed{key, []byte(s.SigningInput()), signature})
	}
	var v signature.Verifier
	return each(bareRounds, func(i int) {
		if s := all[i]; !v.Holds(s.key, s.text, s.signature) {
			b.Fatal("a signature does not hold")
		}
	})
}

// bareRules judges votes by one rule of one body, 64 at once, on facts that stand
// ready.
func bareRules(b *testing.B) float64 {
	const rule = `package bare

answers := [{"allow": count([true | _allowed(vote)]) == 1} | some vote in input]

_allowed(vote) if {
	vote.kind == "vote.cast"
	vote.motion.status == "open"
	vote.time < vote.motion.opened.closes
	vote.body.opened == vote.motion.opened.id
	vote.seat.seat == vote.body.seat
	vote.seat.party == vote.party
	vote.seat.holder == vote.author.person
	vote.motion.opened.roll[vote.body.seat] == vote.party
	vote.author.key.entry < vote.motion.opened.entry
	vote.body.choice in {"for", "against", "abstain"}
	vote.motion.interests == {}
}
`
	query, err := rego.New(rego.Query("data.bare.answers"), rego.Module("bare.rego", rule)).PrepareForEval(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	const together = 64
	var inputs []ast.Value
	for i := range bareRounds / together {
		var votes []*ast.Term
		for n := range together {
			seat, party := fmt.Sprintf("%03d-%d", i, n), fmt.Sprintf("P%d", n%12)
			v, err := ast.InterfaceToValue(map[string]any{
				"kind": "vote.cast", "time": fmt.Sprintf("2015-07-15T10:%02d:00.000Z", i%60), "party": party, "entry": i*together + n,
				"author": map[string]any{"person": "p-" + seat, "key": map[string]any{"entry": 40}},
				"body":   map[string]any{"opened": fmt.Sprintf("%064d", n), "seat": seat, "choice": "for", "motion": "GM-2015-001"},
				"seat":   map[string]any{"seat": seat, "party": party, "holder": "p-" + seat},
				"motion": map[string]any{
					"status": "open", "interests": map[string]any{},
					"opened": map[string]any{"id": fmt.Sprintf("%064d", n), "closes": "2015-07-15T17:00:00.000Z", "entry": 90, "roll": map[string]any{seat: party}},
				},
			})
			if err != nil {
				b.Fatal(err)
			}
			votes = append(votes, ast.NewTerm(v))
		}
		inputs = append(inputs, ast.NewArray(votes...))
	}
	return each(len(inputs), func(i int) {
		results, err := query.Eval(context.Background(), rego.EvalParsedInput(inputs[i]))
		if err != nil || len(results) != 1 {
			b.Fatal(err)
		}
		for _, a := range results[0].Expressions[0].Value.([]any) {
			if a.(map[string]any)["allow"] != true {
				b.Fatal("a vote is not allowed")
			}
		}
	}) / together
}

func bareHash(entry, group int) float64 {
	data := make([]byte, entry)
	tree := merkle.Tree{}
	group = max(group, 1)
	leaves := make([]merkle.Hash, 0, group)
	return each(bareRounds, func(i int) {
		data[i%entry]++
		if leaves = append(leaves, merkle.LeafHash(data)); len(leaves) == group {
			tree, _ = tree.Append(leaves)
			leaves = leaves[:0]
		}
	})
}

// bareFile is a bbolt file with the bytes of commits and nothing else.
type bareFile struct {
	*bolt.DB
	n int
}

func newBareFile(b *testing.B) *bareFile {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return &bareFile{DB: db}
}

// commit appends a value for each entry, and one for the tiles and the checkpoint.
func (f *bareFile) commit(b *testing.B, entry, group, beside int) {
	err := f.Update(func(tx *bolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists([]byte("entries"))
		if err != nil {
			return err
		}
		bucket.FillPercent = 1
		for range group {
			if err := bucket.Put(fmt.Appendf(nil, "%016x", f.n), make([]byte, entry)); err != nil {
				return err
			}
			f.n++
		}
		other, err := tx.CreateBucketIfNotExists([]byte("beside"))
		if err != nil {
			return err
		}
		return other.Put([]byte("tiles"), make([]byte, beside))
	})
	if err != nil {
		b.Fatal(err)
	}
}

// besides is what a commit writes beside its entries: half a tile, and a checkpoint.
const besides = merkle.TileWidth/2*32 + 256

func bareCommit(b *testing.B, entry, group int) float64 {
	f := newBareFile(b)
	group = max(group, 1)
	return each(bareRounds/group, func(int) { f.commit(b, entry, group, besides) }) / float64(group)
}
