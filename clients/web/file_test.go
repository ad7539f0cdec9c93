package web_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/largetest"
	"concordat/server/api"
)

// keyed is somebody with a key and a browser, on a ledger that is no example.
func (b *board) keyed(person string) *reader {
	b.t.Helper()
	r := b.reader()
	key, err := keysIn(filepath.Join(b.dir, "keys")).Key(person)
	if err != nil {
		b.t.Fatal(err)
	}
	c, err := sdk.New(b.url, sdk.Options{Key: &key, HTTP: r.http})
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := c.OpenBrowserSession(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	return r
}

// looks is how often it is looked while a file is made at how much is in use.
const looks = 5

// inUse is how many bytes this process has in use.
func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what a pool kept goes the second time
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// most reads a file to its end, and tells what the most was that this process had in use
// meanwhile, over what it had before.
func (b *board) most(r *reader, path string) int64 {
	b.t.Helper()
	var asked, every, highest atomic.Int64 // of requests inside
	get := func() {
		req := must(http.NewRequest("GET", b.url+path, nil))
		req.Header.Set("Accept-Encoding", "identity") // packing takes most of a megabyte, however little it packs
		res := must(r.http.Do(req))
		defer res.Body.Close()
		if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
			b.t.Fatalf("%s: %s, %v", path, res.Status, err)
		}
	}
	b.ask = func(next http.RoundTripper, q *http.Request) (*http.Response, error) {
		if n := asked.Add(1); every.Load() > 0 && n%every.Load() == 0 {
			highest.Store(max(highest.Load(), inUse()))
		}
		return next.RoundTrip(q)
	}
	get() // what is remembered of what was asked once is remembered
	every.Store(max(1, asked.Swap(0)/looks))
	before := inUse()
	get()
	if asked.Load() < looks {
		b.t.Fatalf("%s: %d requests inside", path, asked.Load())
	}
	return highest.Load() - before
}

// However long a file is, a page that gives it holds little of it: at most a third of what
// all that it is made of takes.
func TestFilesInFlatMemory(t *testing.T) {
	const motions = 240
	b := largeBoard(t, largetest.Options{Motions: motions, Votes: 15 * motions, Parties: 5})
	who, all := b.keyed("secretary"), b.as("secretary")
	whole := func(read func() any) int64 {
		read() // what is remembered of what was asked once is remembered
		before := inUse()
		held := read()
		defer runtime.KeepAlive(held)
		return inUse() - before
	}
	voted := whole(func() any {
		var list []api.Motion
		for m, err := range all.EachMotion(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, must(all.Motion(t.Context(), m.Ref)))
		}
		return list
	})
	decided := whole(func() any { return must(all.Decisions(t.Context(), nil)) })
	for path, takes := range map[string]int64{
		"/exports/votes.csv": voted, "/audit/register.csv": decided, "/audit/register.csv?status=carried&exception=binds-a-party-that-voted-against": decided,
	} {
		if n := b.most(who, path); n > takes/3 {
			t.Errorf("%s: %d bytes in use, where all of it takes %d", path, n, takes)
		}
	}
}

// slowReader has taken the head of an answer and no more, from a server that can send little
// ahead.
type slowReader struct {
	head *http.Response
	rest *bufio.Reader // of the connection, as it came
}

// slowly asks for a file on a connection that holds little of what is not read.
func (b *board) slowly(r *reader, path string) *slowReader {
	b.t.Helper()
	conn, err := (&net.Dialer{Control: roomFor(syscall.SO_RCVBUF)}).Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { conn.Close() })
	req := must(http.NewRequest("GET", b.url+path, nil))
	for _, c := range r.http.Jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	if err := req.Write(conn); err != nil {
		b.t.Fatal(err)
	}
	var all bytes.Buffer
	in := bufio.NewReaderSize(conn, 1<<10)
	head := must(http.ReadResponse(bufio.NewReaderSize(io.TeeReader(io.LimitReader(in, 1<<10), &all), 1<<10), req))
	if head.StatusCode != http.StatusOK || !slices.Contains(head.TransferEncoding, "chunked") {
		b.t.Fatalf("%s: %s, %v", path, head.Status, head.TransferEncoding)
	}
	return &slowReader{head, bufio.NewReader(io.MultiReader(&all, in))}
}

// all is the rest of the answer: its body, and all that came on the connection.
func (s *slowReader) all() (body, raw []byte, err error) {
	var came bytes.Buffer
	res, err := http.ReadResponse(bufio.NewReader(io.TeeReader(s.rest, &came)), s.head.Request)
	if err == nil {
		body, err = io.ReadAll(res.Body)
	}
	return body, came.Bytes(), err
}

// roomFor makes a socket's buffer as small as the system has any.
func roomFor(buffer int) func(_, _ string, conn syscall.RawConn) error {
	return func(_, _ string, conn syscall.RawConn) (err error) {
		return errors.Join(conn.Control(func(fd uintptr) { err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, buffer, 1) }), err)
	}
}

// Whoever takes a file slowly keeps nothing from being recorded, and has the file as it was
// when they asked for it. Who logs out meanwhile gets no more of it, and sees that its end is
// missing.
func TestFilesTakenSlowly(t *testing.T) {
	b := serveLarge(&board{t: t, dir: t.TempDir(), socket: roomFor(syscall.SO_SNDBUF)}, largetest.Options{Motions: 60, Votes: 60 * 50, Parties: 5})
	who := b.keyed("secretary")
	const path = "/exports/votes.csv"
	var asked atomic.Int64
	b.ask = func(next http.RoundTripper, q *http.Request) (*http.Response, error) {
		asked.Add(1)
		return next.RoundTrip(q)
	}
	want := who.get(path).is(200)
	inAll := asked.Swap(0)

	slow := b.slowly(who, path)
	member := b.as("member-P01")
	body := ledger.InterestDeclared{Nature: "financial", Known: "2015-01-01"}
	agreed, err := member.Sentence(t.Context(), ledger.KindInterestDeclared, "P01", body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := member.State(t.Context(), ledger.KindInterestDeclared, "P01", body, agreed); err != nil { // it would wait for ever, were the ledger held
		t.Fatal(err)
	}
	if n := asked.Load(); n > inAll*3/4 {
		t.Errorf("%d of %d requests were made before anything was taken", n, inAll)
	}
	got, raw, err := slow.all()
	if err != nil || string(got) != want.body || slow.head.Header.Get("Content-Disposition") != want.header.Get("Content-Disposition") || !bytes.HasSuffix(raw, []byte("\r\n0\r\n\r\n")) {
		t.Errorf("%d bytes as %v, expected %d as %v, ending in %q: %v", len(got), slow.head.Header, len(want.body), want.header, raw[max(0, len(raw)-9):], err)
	}

	slow = b.slowly(who, path)
	who.post("/log-out", url.Values{"form_token": {regexp.MustCompile(`name="form_token" value="([^"]+)"`).FindStringSubmatch(who.get("/").is(200).body)[1]}}).is(303)
	got, raw, err = slow.all()
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix(want.body, string(got)) || len(got) == 0 || len(got) == len(want.body) || bytes.HasSuffix(raw, []byte("\r\n0\r\n\r\n")) {
		t.Errorf("%d bytes of %d, ending in %q: %v", len(got), len(want.body), raw[max(0, len(raw)-9):], err)
	}
	// Before any of it is there, whoever may not have it is told on a page.
	for _, of := range []string{path, "/exports/votes.xlsx", "/exports/attendance.csv", "/exports/people.xlsx"} {
		who.get(of).leads("/log-in?next=" + url.QueryEscape(of))
	}
}

// A file that can't be read to its end is never taken for a whole one: nothing of it comes
// where that is known before it begins, and else its end is missing.
func TestFilesBreakOff(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	for _, path := range []string{"/exports/votes.csv", "/exports/attendance.csv", "/exports/people.csv", "/exports/votes.xlsx", "/audit/register.csv", "/audit/register.xlsx"} {
		asked, most := atomic.Int64{}, int64(1<<40)
		b.ask = func(next http.RoundTripper, q *http.Request) (*http.Response, error) {
			if asked.Add(1) > most {
				return nil, errors.New("the secret cause")
			}
			return next.RoundTrip(q)
		}
		who.get(path).is(200)
		inAll := asked.Swap(0)
		most = 3 // for which ledger, and who asks
		if page := who.get(path); page.status < 400 || page.header.Get("Content-Disposition") != "" || strings.Contains(page.body, "secret cause") {
			t.Errorf("%s: %d %v: %s", path, page.status, page.header, page.body)
		}
		asked.Store(0)
		most = inAll - 1
		res, err := who.http.Get(b.url + path)
		if err == nil { // else not even the head of it came
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", path, err)
		}
	}
	b.ask = nil
	who.get("/exports/votes.csv").is(200)
}
