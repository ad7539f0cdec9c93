package server_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server"
	"concordat/server/api"
)

func (b *board) put(person string, data []byte, query string) answer {
	b.t.Helper()
	return b.do("PUT", api.Fill(api.PathPut, string(ledger.DigestOf(data)))+query, b.token(person), data, "Content-Type", api.TypeTile)
}

// What is put is read back by its digest, byte for byte, and kept once.
func TestPapers(t *testing.T) {
	b := newBoard(t)
	paper := bytes.Repeat([]byte("the options, appraised\n"), 10_000)
	var held api.Blob
	b.put("bury-member", paper, "").into(http.StatusCreated, &held)
	if held.SHA256 != ledger.DigestOf(paper) || held.Bytes != int64(len(paper)) || held.Held || held.Code != ledger.CheckCode(held.SHA256) {
		t.Errorf("%+v", held)
	}
	if a := b.get(api.PathBlob + string(held.SHA256)); a.status != http.StatusOK || !bytes.Equal(a.body, paper) {
		t.Errorf("status %d, %d bytes", a.status, len(a.body))
	}
	b.put("secretary", paper, "").into(http.StatusOK, &held)
	if !held.Held {
		t.Error("it is not said that it was held before")
	}
	size := b.size()
	for name, test := range map[string]struct {
		a    answer
		code ledger.Code
	}{
		"nobody":        {b.do("PUT", api.Fill(api.PathPut, string(ledger.DigestOf([]byte("x")))), "", []byte("x")), ledger.CodeLogIn},
		"a reader":      {b.put("auditor", []byte("x"), ""), ledger.CodeNotAllowed},
		"empty":         {b.put("chair", []byte{}, ""), ledger.CodeMalformed},
		"too large":     {b.put("chair", bytes.Repeat([]byte("x"), server.MaxPaper+1), ""), ledger.CodeTooLarge},
		"another's sum": {b.do("PUT", api.Fill(api.PathPut, string(held.SHA256)), b.token("chair"), []byte("x")), ledger.CodeMalformed},
		"no sum":        {b.do("PUT", api.Fill(api.PathPut, "x"), b.token("chair"), []byte("x")), ledger.CodeMalformed},
		"as what":       {b.put("chair", []byte("x"), "?as=paper"), ledger.CodeMalformed},
		"no bundle":     {b.put("chair", []byte("x"), "?as=bundle"), ledger.CodeMalformed},
	} {
		if p := test.a.problem(); p.Code != test.code {
			t.Errorf("%s: %+v", name, p)
		}
	}
	b.put("chair", bytes.Repeat([]byte("x"), server.MaxPaper), "").into(http.StatusCreated, &held)
	if b.size() != size {
		t.Error("a paper made an entry")
	}
}

// Nobody without a log-in is given room for a paper, and nobody fills the disk in a
// day.
func TestPapersAreBounded(t *testing.T) {
	b := newBoard(t)
	large := bytes.Repeat([]byte("x"), server.MaxBody+1)
	for _, token := range []string{"", "forged"} {
		if p := b.do("PUT", api.Fill(api.PathPut, string(ledger.DigestOf(large))), token, large).problem(); p.Code != ledger.CodeTooLarge {
			t.Errorf("with the token %q: %+v", token, p)
		}
	}
	one := bytes.Repeat([]byte("x"), server.MaxPaper)
	n := 0
	for ; n <= server.MaxPut/server.MaxPaper; n++ {
		copy(one, fmt.Sprint(n))
		if a := b.put("chair", one, ""); a.status == http.StatusRequestEntityTooLarge {
			break
		} else if a.status != http.StatusCreated {
			t.Fatalf("paper %d: status %d: %s", n, a.status, a.body)
		}
	}
	if n != server.MaxPut/server.MaxPaper {
		t.Errorf("%d papers of %d bytes were taken in a day", n, len(one))
	}
	b.put("secretary", one, "").into(http.StatusCreated, &api.Blob{})
	b.clock.add(24 * time.Hour)
	copy(one, "tomorrow")
	b.put("chair", one, "").into(http.StatusCreated, &api.Blob{})
}

// The manifest of a bundle is kept when all its files are, and when it is one that
// could be adopted.
func TestBundles(t *testing.T) {
	b := newBoard(t)
	bundle, err := policy.Embedded(exampleName)
	if err != nil {
		t.Fatal(err)
	}
	bundle["mou/terms.json"] = append(bytes.Clone(bundle["mou/terms.json"]), '\n')
	manifest := bundle.Manifest()
	if p := b.put("chair", manifest, "?as=bundle").problem(); p.Code != ledger.CodeNotFound || !strings.Contains(p.Detail, "mou/terms.json") {
		t.Errorf("without its files: %+v", p)
	}
	b.put("chair", bundle["mou/terms.json"], "").into(http.StatusCreated, &api.Blob{})
	b.put("chair", manifest, "?as=bundle").into(http.StatusCreated, &api.Blob{})

	bundle["mou/mou.md"] = []byte("# An agreement without a clause\n")
	b.put("chair", bundle["mou/mou.md"], "").into(http.StatusCreated, &api.Blob{})
	if p := b.put("chair", bundle.Manifest(), "?as=bundle").problem(); p.Code != ledger.CodeMalformed || !strings.Contains(p.Detail, "mou/mou.md") {
		t.Errorf("with a text that has no clause: %+v", p)
	}
	if a := b.get(api.PathBlob + string(bundle.Digest())); a.status != http.StatusNotFound {
		t.Errorf("a bundle that could not be adopted was kept: status %d", a.status)
	}
}

// A draft of the MoU is put off until its bundle is here, and one that could never
// be adopted is not taken although its bytes are held. Neither is refused with the
// log's signature: the same statement is taken once the bundle is here.
func TestDraftsNeedTheirBundle(t *testing.T) {
	b := newBoard(t)
	bundle, err := policy.Embedded(exampleName)
	if err != nil {
		t.Fatal(err)
	}
	bundle["mou/terms.json"] = append(bytes.Clone(bundle["mou/terms.json"]), '\n')
	size := b.size()
	draft := b.statement("secretary", "", ledger.KindMoUDrafted, ledger.MoUDrafted{Version: 2, Title: "Second", Rules: bundle.Digest()})
	p := b.send(draft).problem()
	if p.Code != ledger.CodeNotFound || p.Refusal != "" || len(p.Errors) != 1 || p.Errors[0].Pointer != "/payload/body/rules" || !strings.Contains(p.Detail, "PUT "+api.PathPut) {
		t.Errorf("without its bundle: %+v", p)
	}
	unfit := maps.Clone(bundle)
	unfit["mou/mou.md"] = []byte("# An agreement without a clause\n")
	b.put("chair", unfit["mou/mou.md"], "").into(http.StatusCreated, &api.Blob{})
	b.put("chair", bundle["mou/terms.json"], "").into(http.StatusCreated, &api.Blob{})
	b.put("chair", unfit.Manifest(), "").into(http.StatusCreated, &api.Blob{}) // as a paper, which nobody checks
	p = b.send(b.statement("secretary", "", ledger.KindMoUDrafted, ledger.MoUDrafted{Version: 2, Title: "Unfit", Rules: unfit.Digest()})).problem()
	if p.Code != ledger.CodeMalformed || p.Refusal != "" || !strings.Contains(p.Detail, "could not be adopted") {
		t.Errorf("with a bundle that could not be adopted: %+v", p)
	}
	if b.size() != size {
		t.Errorf("%d entries became %d", size, b.size())
	}
	b.put("chair", bundle.Manifest(), "?as=bundle").into(http.StatusCreated, &api.Blob{})
	b.send(draft).into(http.StatusCreated, &api.Receipt{})
	if b.size() != size+1 {
		t.Errorf("%d entries became %d", size, b.size())
	}
}

// A draft of a motion is its author's, the secretary's and the chair's. To everybody else
// it is not there, whoever tells them its address, and no cache keeps it.
func TestDraftsOfMotions(t *testing.T) {
	b := newBoard(t)
	draft := []byte(`{"` + api.DraftField + `":"bury-member","motion":{"title":"Not yet"}}`)
	b.put("bury-member", draft, "").into(http.StatusCreated, &api.Blob{})
	at := api.PathBlob + string(ledger.DigestOf(draft))
	for _, person := range []string{"bury-member", "secretary", "chair"} {
		if a := b.as(person, at); a.status != http.StatusOK || !bytes.Equal(a.body, draft) || strings.Contains(a.header.Get("Cache-Control"), "public") {
			t.Errorf("%s: %d %s %v", person, a.status, a.body, a.header)
		}
	}
	for name, a := range map[string]answer{"the public": b.get(at), "another member": b.as("bolton-member", at), "the party's officer": b.as("bury-officer", at)} {
		if p := a.problem(); p.Code != ledger.CodeNotFound {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
