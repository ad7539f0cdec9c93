package daemon

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/durable"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/policy"
)

// draftName is the founding as far as it is drawn up. It names nobody in the beginning,
// and is no secret: whoever signs it reads it first.
const draftName = "founding.json"

// maxRequest bounds a file in which somebody asks for their key, or a signed founding.
const maxRequest = 1 << 20

// founding makes a ledger that is no example. The operator never holds anybody's key:
// each officer and the secretary make their own and prove that they have it, and the
// secretary signs the founding, which names them all, on another computer.
type founding struct {
	MoU       string            `name:"mou" required:"" placeholder:"FOLDER" help:"the agreement's folder"`
	Data      string            `default:"./data" placeholder:"DIR" help:"directory of the ledger"`
	Name      string            `placeholder:"NAME" help:"what the board is called; to begin with"`
	Prefix    string            `placeholder:"CODE" help:"what references of motions begin with, such as GM; to begin with"`
	URL       []string          `placeholder:"URL" help:"where people will reach it, such as https://board.example.nhs.uk; to begin with. Passkeys are made for the first one's host"`
	Secretary string            `placeholder:"FILE" help:"the secretary's request for a key"`
	Officer   map[string]string `placeholder:"PARTY=FILE" help:"a party's officer's request for a key; may be repeated"`
	Signed    string            `placeholder:"FILE" help:"the founding as the secretary signed it: makes the ledger"`
}

func (founding) Help() string {
	return `The founding is drawn up in steps, and can be left between them:

  concordatd found --mou agreement --name "Greater Manchester" --prefix GM --url https://board.example.nhs.uk
  concordatd found --mou agreement --officer 00V=bury-officer.json --secretary secretary.json
  concordatd found --mou agreement --signed founding.signed.json`
}

// Run takes the founding as far as what is given takes it.
func (c *founding) Run(ctx context.Context, t talk) error {
	if ok, err := exists(options{Data: c.Data}); err != nil {
		return err
	} else if ok {
		return fmt.Errorf("there is a ledger in %s: it is founded once, and for ever", c.Data)
	}
	bundle, err := policy.Assemble(os.DirFS(c.MoU))
	if err != nil {
		return c.unfit(err)
	}
	path := filepath.Join(c.Data, draftName)
	b, err := readDraft(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if b, err = c.begin(bundle); err != nil {
			return err
		}
		// The log's key is there: what it is for is kept whatever else goes wrong.
		if err := writeDraft(path, b); err != nil {
			return err
		}
	case err != nil:
		return err
	case c.Name != "" || c.Prefix != "" || len(c.URL) > 0:
		return fmt.Errorf("%s was begun already: to begin anew, remove it together with %s", path, filepath.Join(c.Data, keyName))
	case b.Rules != bundle.Digest():
		return fmt.Errorf("the agreement in %s has the code %s, and the founding was begun with %s: whoever signs has to know which", c.MoU, ledger.CheckCode(bundle.Digest()), ledger.CheckCode(b.Rules))
	}
	if b.Example != nil {
		return fmt.Errorf("%s is of an example: people and clock of such a ledger are not real, for ever", path)
	}
	if c.Signed != "" {
		return c.found(ctx, t, bundle, b)
	}
	if err := c.enter(b); err != nil {
		return err
	}
	if err := writeDraft(path, b); err != nil {
		return err
	}
	c.say(t.out, b)
	return nil
}

// unfit says so of the agreement. Nothing is begun on one that is not fit to be adopted,
// and, as another build may have begun it, nothing founded; in between it is the same one.
func (c *founding) unfit(why error) error {
	return fmt.Errorf("the agreement in %s is not fit to be adopted; concordat mou check %s says why: %w", c.MoU, c.MoU, why)
}

// begin makes the log's key and its origin, and draws up a founding without people.
func (c *founding) begin(bundle policy.Bundle) (*ledger.Founded, error) {
	if c.Name == "" || c.Prefix == "" || len(c.URL) == 0 {
		return nil, fmt.Errorf("no founding was begun in %s: begin it with --name, --prefix and --url", c.Data)
	}
	b := &ledger.Founded{Name: c.Name, Prefix: c.Prefix, Rules: bundle.Digest(), Engine: policy.Version()}
	for i, at := range c.URL {
		u, err := url.Parse(at)
		if err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost") {
			return nil, fmt.Errorf("%q is no address such as https://board.example.nhs.uk; without TLS only http://localhost will do", at)
		}
		if i == 0 {
			b.RPID = u.Hostname()
		} else if u.Hostname() != b.RPID && !strings.HasSuffix(u.Hostname(), "."+b.RPID) {
			return nil, fmt.Errorf("%s is not of %s, for which passkeys are made", at, b.RPID)
		}
		b.Origins = append(b.Origins, u.Scheme+"://"+u.Host)
	}
	if err := policy.Check(bundle); err != nil {
		return nil, c.unfit(err)
	}
	parties, err := policy.ReadParties(bundle)
	if err != nil {
		return nil, err
	}
	for _, p := range parties.Parties {
		b.Parties = append(b.Parties, ledger.FoundingParty{Code: p.Code, Name: p.Name, Type: p.Type, Note: p.Note})
	}
	origin, skey, vkey, err := merkle.NewLog(rand.Reader, b.RPID+"/"+strings.ToLower(c.Prefix))
	if err != nil {
		return nil, err
	}
	b.Origin, b.LogKey = origin, vkey
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(c.Data, keyName)
	write := func(f *os.File) error { _, err := f.WriteString(skey + "\n"); return err }
	if err := place(path, write, func(string) error { return nil }); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// enter puts the people who asked for a key in their places. Each proved to hold the
// key, for this ledger and no other.
func (c *founding) enter(b *ledger.Founded) error {
	if c.Secretary != "" {
		holder, err := asked(c.Secretary, b)
		if err != nil {
			return err
		}
		b.Secretary = holder
	}
	for code, file := range c.Officer {
		at := -1
		for i, p := range b.Parties {
			if p.Code == code {
				at = i
			}
		}
		if at < 0 {
			return fmt.Errorf("the agreement names no party %s; it names %s", code, strings.Join(partyCodes(b), ", "))
		}
		holder, err := asked(file, b)
		if err != nil {
			return err
		}
		b.Parties[at].Officer = holder
	}
	people, keys := map[string]string{}, map[ledger.Thumbprint]string{}
	for _, p := range places(b) {
		if p.holder.Person == "" {
			continue
		}
		if other := people[p.holder.Person]; other != "" {
			return fmt.Errorf("%s is named as %s and as %s: at the founding one person stands for one; further offices are given afterwards", p.holder.Person, other, p.of)
		}
		if other := keys[p.holder.Key.Thumbprint()]; other != "" {
			return fmt.Errorf("%s and %s have one key: one key is one person's for ever", other, p.of)
		}
		people[p.holder.Person], keys[p.holder.Key.Thumbprint()] = p.of, p.of
	}
	return nil
}

// asked is who asks for their key in a file.
func asked(file string, b *ledger.Founded) (h ledger.KeyHolder, err error) {
	var body ledger.KeyAdded
	if err := readFile(file, &body); err != nil {
		return h, err
	}
	if err := body.Held(b.Origin, ledger.Site{RPID: b.RPID, Origins: b.Origins}); err != nil {
		return h, fmt.Errorf("%s does not prove that %s holds the key, for the ledger %s: ask for it anew with concordat key request --ledger %s", file, body.Person, b.Origin, b.Origin)
	}
	return ledger.KeyHolder{Person: body.Person, Key: body.Key}, nil
}

// founder is somebody whom the founding names: a party's officer, or the secretary.
type founder struct {
	of, flag string
	holder   ledger.KeyHolder
}

func places(b *ledger.Founded) []founder {
	all := []founder{{"secretary", "--secretary FILE", b.Secretary}}
	for _, p := range b.Parties {
		all = append(all, founder{"officer of " + p.Name, "--officer " + p.Code + "=FILE", p.Officer})
	}
	return all
}

func partyCodes(b *ledger.Founded) (codes []string) {
	for _, p := range b.Parties {
		codes = append(codes, p.Code)
	}
	return codes
}

// say tells how far it is, and what is next.
func (c *founding) say(w io.Writer, b *ledger.Founded) {
	fmt.Fprintf(w, "The founding of %s\n  Ledger   %s\n  Rules    %s\n  Log key  %s\n", b.Name, b.Origin, ledger.CheckCode(b.Rules), ledger.LogKeyCode(b.LogKey))
	missing := 0
	for _, p := range places(b) {
		if p.holder.Person == "" {
			missing++
			fmt.Fprintf(w, "  Missing  %s: %s\n", p.of, p.flag)
			continue
		}
		fmt.Fprintf(w, "  Has      %s: %s, key %s\n", p.of, p.holder.Person, p.holder.Key.Thumbprint())
	}
	if missing > 0 {
		fmt.Fprintf(w, "Ask each who is missing to make a key, and to send you what this writes:\n  concordat key new NAME.key\n  concordat key request --ledger %s --as NAME.key > NAME.json\nEach tells you the key's thumbprint by another way, in person or by telephone.\n", b.Origin)
		return
	}
	fmt.Fprintf(w, "Next, the secretary, with a copy of %s and of the agreement:\n  concordat founding sign %s --mou FOLDER --as NAME.key > founding.signed.json\nThen: concordatd found --mou %s --data %s --signed founding.signed.json\n",
		filepath.Join(c.Data, draftName), draftName, c.MoU, c.Data)
}

// found makes the ledger of the founding that the secretary signed. It is there whole
// or not at all.
func (c *founding) found(ctx context.Context, t talk, bundle policy.Bundle, b *ledger.Founded) (err error) {
	statement, err := os.ReadFile(c.Signed)
	if err != nil {
		return err
	}
	st, err := ledger.Parse(bytes.TrimSpace(statement))
	if err != nil {
		return fmt.Errorf("%s: %w", c.Signed, err)
	}
	signed, err := ledger.Encode(st.Body)
	if err != nil {
		return err
	}
	drafted, err := ledger.Encode(b)
	if err != nil {
		return err
	}
	if !bytes.Equal(signed, drafted) {
		return fmt.Errorf("%s is not the founding in %s: what was changed since has to be signed anew", c.Signed, filepath.Join(c.Data, draftName))
	}
	key, err := readKeyFile(filepath.Join(c.Data, keyName))
	if err != nil {
		return err
	}
	if err := policy.Check(bundle); err != nil {
		return c.unfit(err)
	}
	making, err := os.MkdirTemp(c.Data, ".founding-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(making)
	if err := first(ctx, making, key, bundle, bytes.TrimSpace(statement)); err != nil {
		return fmt.Errorf("found the ledger: %w", err)
	}
	for _, name := range []string{checkpointName, ledgerName} {
		if err := os.Rename(filepath.Join(making, name), filepath.Join(c.Data, name)); err != nil {
			return err
		}
	}
	if err := durable.SyncDir(c.Data); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Founded: %s\n  Ledger         %s\n  Founding code  %s\n  Log key        %s\n", b.Name, b.Origin, ledger.CheckCode(st.ID), b.LogKey)
	fmt.Fprintf(t.out, "Keep a copy of %s apart, where few can reach it. Each officer compares the founding code with the secretary's before signing.\nNext: concordatd --data %s\n", key.path, c.Data)
	return nil
}

// first writes a ledger of one entry.
func first(ctx context.Context, dir string, key keyFile, bundle policy.Bundle, statement []byte) error {
	store, err := boltstore.Open(filepath.Join(dir, ledgerName))
	if err != nil {
		return err
	}
	if err := bundle.Put(store.PutBlob); err != nil {
		return errors.Join(err, store.Close())
	}
	j, err := journal.Open(journal.Config{
		Store: store, Rules: policy.New(store.Blob), Engine: policy.Version(), Signer: key.signer, LogKey: key.vkey,
		CheckpointFile: filepath.Join(dir, checkpointName), Now: time.Now,
	})
	if err != nil {
		return errors.Join(err, store.Close())
	}
	_, err = j.Submit(ctx, statement)
	return errors.Join(err, j.Close())
}

func readDraft(path string) (*ledger.Founded, error) {
	b := &ledger.Founded{}
	return b, readFile(path, b)
}

func readFile(path string, v any) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxRequest+1))
	if err != nil {
		return err
	}
	if len(data) > maxRequest {
		return fmt.Errorf("%s is longer than %d bytes", path, maxRequest)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%s is not what belongs here: %w", path, err)
	}
	return nil
}

// writeDraft puts the draft in the place of what was drawn up before.
func writeDraft(path string, b *ledger.Founded) error {
	data, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	next := path + ".next"
	if err := os.WriteFile(next, append(data, '\n'), 0o644); err != nil {
		return err
	}
	return errors.Join(os.Rename(next, path), durable.SyncDir(filepath.Dir(path)))
}
