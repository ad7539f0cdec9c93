package sdk

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// liar is a server with a real tree and real signatures that records whatever it
// is sent, and that tests make lie: each field that is set replaces an honest
// answer.
type liar struct {
	*httptest.Server
	t *testing.T

	mu      sync.Mutex
	origin  string
	skey    string
	vkey    string
	example *api.Example
	leaves  [][]byte
	tree    merkle.Tree
	tiles   map[merkle.Tile][]byte // by level and index, widest
	next    int64
	title   string // of the motion, in the place of its own
	logins  int
	posts   [][]byte
	paths   []string

	refuse     ledger.Code // every statement, if it is set
	receipt    func(honest api.Receipt) api.Receipt
	refusal    func(honest merkle.Refusal) merkle.Refusal // without a code: unsigned
	checkpoint func(honest []byte) []byte
	before     func(w http.ResponseWriter, r *http.Request) bool // true if it answered
}

func newLiar(t *testing.T) *liar {
	t.Helper()
	l := &liar{t: t, tiles: map[merkle.Tile][]byte{}}
	var err error
	if l.origin, l.skey, l.vkey, err = merkle.NewLog(rand.Reader, "gm"); err != nil {
		t.Fatal(err)
	}
	l.add([]byte("the founding"))
	l.Server = httptest.NewServer(http.HandlerFunc(l.serve))
	t.Cleanup(l.Close)
	return l
}

// history replaces the tree by one with these leaves.
func (l *liar) history(leaves ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leaves, l.tree, l.tiles = nil, merkle.Tree{}, map[merkle.Tile][]byte{}
	for _, leaf := range leaves {
		l.add([]byte(leaf))
	}
}

func (l *liar) grow(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for range n {
		l.add(fmt.Appendf(nil, "entry %d", len(l.leaves)))
	}
}

func (l *liar) add(leaf []byte) {
	l.leaves = append(l.leaves, leaf)
	tree, tiles := l.tree.Append([]merkle.Hash{merkle.LeafHash(leaf)})
	l.tree = tree
	for _, t := range tiles {
		at := t.Tile
		at.W = 0
		l.tiles[at] = t.Data
	}
}

func (l *liar) readTile(t merkle.Tile) ([]byte, error) {
	at := t
	at.W = 0
	data, ok := l.tiles[at]
	if !ok || len(data) < t.W*32 {
		return nil, fmt.Errorf("no tile %v", t)
	}
	return data[:t.W*32], nil
}

func (l *liar) signed() []byte {
	signer, err := note.NewSigner(l.skey)
	if err != nil {
		panic(err)
	}
	msg, err := merkle.SignCheckpoint(merkle.Checkpoint{Origin: l.origin, Size: l.tree.Size(), Root: l.tree.Root()}, signer)
	if err != nil {
		panic(err)
	}
	return msg
}

func (l *liar) proof(index int64) api.Receipt {
	r, err := merkle.NewReceipt(l.leaves[index], index, l.signed(), merkle.HashReader(l.readTile, l.tree.Size()))
	if err != nil {
		panic(err)
	}
	return api.Receipt{Index: index, Receipt: r}
}

func (l *liar) serve(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.paths = append(l.paths, r.Method+" "+r.URL.Path)
	if l.before != nil && l.before(w, r) {
		return
	}
	checkpoint := l.signed()
	if l.checkpoint != nil {
		checkpoint = l.checkpoint(checkpoint)
	}
	answer := func(v any) {
		w.Header().Set("Content-Type", api.TypeJSON)
		json.NewEncoder(w).Encode(v)
	}
	switch path := r.URL.Path; {
	case path == api.PathCheckpoint:
		w.Write(checkpoint)
	case path == api.PathLedger:
		a := api.Ledger{Name: "A board", Origin: l.origin, VKey: l.vkey, Checkpoint: string(checkpoint), Example: l.example}
		c, err := readUnchecked(checkpoint)
		if err != nil {
			panic(err)
		}
		a.Size, a.Root = c.Size, ledger.HashDigest(c.Root)
		answer(a)
	case strings.HasPrefix(path, api.PathTile):
		t, entries, err := merkle.ParseTilePath(strings.TrimPrefix(path, "/"))
		if err != nil || entries {
			problem(w, ledger.CodeNotFound)
			return
		}
		data, err := l.readTile(t)
		if err != nil {
			problem(w, ledger.CodeNotFound)
			return
		}
		w.Write(data)
	case path == api.PathStatements:
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("Authorization") == "" {
			problem(w, ledger.CodeLogIn)
			return
		}
		l.posts = append(l.posts, body)
		st, err := ledger.Parse(body)
		if err != nil {
			problem(w, ledger.CodeMalformed)
			return
		}
		for i, leaf := range l.leaves {
			if p, err := ledger.ParseAll(leaf); err == nil && p.Signed.ID == st.ID {
				again := l.proof(int64(i))
				again.Repeated = true
				answer(again)
				return
			}
		}
		if l.refuse != "" || st.Payload.Seq != l.next {
			code := cmp.Or(l.refuse, ledger.CodeOutOfSequence)
			honest := merkle.Refusal{ID: string(st.ID), Code: string(code), Head: merkle.Checkpoint{Origin: l.origin, Size: l.tree.Size(), Root: l.tree.Root()}}
			if l.refusal != nil {
				honest = l.refusal(honest)
			}
			refuse(w, code, l.signRefusal(honest))
			return
		}
		l.next++
		entry := ledger.Entry{V: 1, Time: "2015-07-15T17:00:00.000Z", Statement: body, Ruling: ledger.Admission{Allow: true, Rules: ledger.DigestOf(nil)}}
		l.add(entry.Bytes())
		honest := l.proof(l.tree.Size() - 1)
		if l.receipt != nil {
			honest = l.receipt(honest)
		}
		answer(honest)
	case strings.HasPrefix(path, api.PathEntries+"/"):
		var index int64
		if _, err := fmt.Sscanf(path, api.PathEntries+"/%d/receipt", &index); err != nil || index >= l.tree.Size() {
			problem(w, ledger.CodeNotFound)
			return
		}
		answer(l.proof(index))
	case strings.HasPrefix(path, api.Base+"/keys/"):
		answer(api.Key{Next: l.next})
	case strings.HasPrefix(path, api.PathParties+"/"):
		answer(api.Party{Code: "00V", Name: "NHS Bury CCG"})
	case strings.HasPrefix(path, api.PathMotions+"/"):
		m := api.Motion{}
		m.Ref, m.Title = "GM-2015-003", cmp.Or(l.title, "Stepping Hill as the fourth site")
		answer(m)
	case path == api.PathLogin && r.Method == http.MethodGet:
		answer(api.Nonce{Nonce: "n", Ledger: l.origin, Expires: "2999-01-01T00:00:00.000Z"})
	case path == api.PathLogin:
		body, _ := io.ReadAll(r.Body)
		if _, _, login, err := ledger.ParseLogin(body); err != nil || login.Nonce != "n" || login.Ledger != l.origin {
			problem(w, ledger.CodeSignature)
			return
		}
		l.logins++
		answer(api.Token{Token: fmt.Sprint("token-", l.logins), Person: "bury-board", Expires: "2999-01-01T00:00:00.000Z"})
	default:
		problem(w, ledger.CodeNotFound)
	}
}

func (l *liar) signRefusal(r merkle.Refusal) string {
	if r.Code == "" {
		return ""
	}
	signer, err := note.NewSigner(l.skey)
	if err != nil {
		panic(err)
	}
	msg, err := merkle.SignRefusal(r, signer)
	if err != nil {
		panic(err)
	}
	return string(msg)
}

func problem(w http.ResponseWriter, code ledger.Code) { refuse(w, code, "") }

func refuse(w http.ResponseWriter, code ledger.Code, signed string) {
	p := api.NewProblem(code, "said the server")
	p.Refusal = signed
	w.Header().Set("Content-Type", api.TypeProblem)
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}

// readUnchecked takes a checkpoint's word for what it says.
func readUnchecked(msg []byte) (c merkle.Checkpoint, err error) {
	var root string
	text, _, _ := strings.Cut(string(msg), "\n\n")
	if _, err = fmt.Sscanf(text, "%s\n%d\n%s", &c.Origin, &c.Size, &root); err == nil {
		var raw []byte
		if raw, err = decode(root); err == nil {
			copy(c.Root[:], raw)
		}
	}
	return c, err
}

func (l *liar) client(o Options) *Client {
	l.t.Helper()
	c, err := New(l.URL, o)
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

func (l *liar) voter(o Options) *Client {
	l.t.Helper()
	k := newTestKey(l.t, Ed25519)
	k.Person = "bury-board"
	o.Key = &k
	return l.client(o)
}

var testVote = ledger.VoteCast{Motion: "GM-2015-003", Opened: ledger.DigestOf(nil), Seat: "bury", Choice: ledger.ChoiceFor}

const testSentence = "NHS Bury CCG votes for GM-2015-003, Stepping Hill as the fourth site"

func vote(c *Client) (Recorded, error) {
	return c.State(context.Background(), ledger.KindVoteCast, "00V", testVote, testSentence)
}
