package server_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
)

// A file that is read a little at a time is the file that is read at once, whatever is
// asked for; packed it is the same; and who only asks what there is gets its name alone.
func TestDownloadIsReadInParts(t *testing.T) {
	at := still(t)
	for _, n := range []int{1, 7} {
		b := newBoard(t, func(s *server.Server) { server.ReadAtOnce(s, n) })
		for _, query := range []string{"", "?party=00V&year=2015-16", "?decision=GM-2013-001", "?status=overdue&effective_on=2016-03-31", "?recorded_by=2015-08-31", "?year=1999-00"} {
			path := api.PathObligations + ".csv" + query
			data, name := b.file(path)
			want, as := at.file(path)
			if !bytes.Equal(data, want) || name != as {
				t.Errorf("%s, %d at once: %d bytes as %s, expected %d as %s", query, n, len(data), name, len(want), as)
			}
			if n > 1 {
				continue
			}
			a := b.do("GET", path, "", nil, "Accept-Encoding", "gzip")
			unpacked, err := gzip.NewReader(bytes.NewReader(a.body))
			if err != nil || a.header.Get("Content-Encoding") != "gzip" || !strings.Contains(a.header.Get("Vary"), "Accept-Encoding") {
				t.Fatalf("%s: %v, %v", query, a.header, err)
			}
			if got, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: unpacked it has %d bytes, expected %d: %v", query, len(got), len(want), err)
			}
			a = b.do("HEAD", path, "", nil)
			if a.status != http.StatusOK || len(a.body) != 0 || !strings.Contains(a.header.Get("Content-Disposition"), name) {
				t.Errorf("%s: %d with %d bytes, %v", query, a.status, len(a.body), a.header)
			}
			if a = b.do("GET", path, "", nil, "If-None-Match", a.header.Get("ETag")); a.status != http.StatusNotModified {
				t.Errorf("%s: whoever has it already gets %d", query, a.status)
			}
		}
	}
}

// On one connection the answer after a download of which only the head was asked for is
// the next one's.
func TestDownloadHead(t *testing.T) {
	b := newBoard(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	in := bufio.NewReader(conn)
	for _, method := range []string{"HEAD", "GET", "HEAD", "HEAD", "GET"} {
		req := must(http.NewRequest(method, b.url+api.PathObligations+".csv", nil))
		if err := req.Write(conn); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(in, req)
		if err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		data := must(io.ReadAll(res.Body))
		if res.StatusCode != http.StatusOK || res.ContentLength != -1 || (len(data) > 0) != (method == "GET") {
			t.Errorf("%s: %d, %d bytes of %d", method, res.StatusCode, len(data), res.ContentLength)
		}
	}
}

// Whoever takes a download slowly keeps nothing from being recorded, and has it as it stood
// when they asked for it.
func TestDownloadHoldsNothingUp(t *testing.T) {
	b := newBoard(t, func(s *server.Server) { server.ReadAtOnce(s, 5) })
	before, _ := still(t).file(api.PathObligations + ".csv")
	want := records(t, before)
	before0, n := b.size(), 0
	err := server.EachObligation(context.Background(), b.server, url.Values{}, func(o api.Obligation) {
		if n < len(want) && o.Obligation != want[n]["obligation"] {
			t.Errorf("row %d is %s, not %s", n, o.Obligation, want[n]["obligation"])
		}
		if n++; n%10 == 1 { // it would wait for ever, were the ledger held
			b.enrol("bury-officer", "00V", fmt.Sprintf("bury-new-%d", n))
		}
	})
	if err != nil || n != len(want) || b.size() < before0+2 {
		t.Errorf("%d rows of %d, and %d entries more: %v", n, len(want), b.size()-before0, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	n = 0
	err = server.EachObligation(ctx, b.server, url.Values{}, func(api.Obligation) { n++; cancel() })
	if n != 5 || !errors.Is(err, context.Canceled) { // those of one reading
		t.Errorf("%d rows were read, %v", n, err)
	}
}

// What goes wrong on the way breaks the download off, so that nobody takes a part for the
// whole; the cause is in the log alone, and the server goes on.
func TestDownloadBreaksOff(t *testing.T) {
	var logged bytes.Buffer
	b := newBoard(t, func(s *server.Server) {
		server.LogTo(s, slog.New(slog.NewTextHandler(&logged, nil)))
		server.Misbehave(s, nil, nil)
	})
	for _, path := range []string{"/break", "/panic-late"} {
		for _, packed := range []string{"identity", "gzip"} {
			req, err := http.NewRequest("GET", b.url+api.Base+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Accept-Encoding", packed)
			res, err := b.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(res.Body)
			res.Body.Close()
			if !errors.Is(err, io.ErrUnexpectedEOF) || packed == "identity" && string(got) != "part\r\n" {
				t.Errorf("%s: %q, %v", path, got, err)
			}
		}
	}
	if n := strings.Count(logged.String(), "a download broke off"); n != 4 || !strings.Contains(logged.String(), "the secret cause") {
		t.Errorf("%d of them are in the log: %s", n, logged.String())
	}
	b.get(api.PathLedger).into(http.StatusOK, new(api.Ledger))
	if p := b.get(api.PathObligations + ".csv?party=nobody").problem(); p.Code != ledger.CodeMalformed {
		t.Errorf("%+v", p)
	}
}
