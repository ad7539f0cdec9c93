package texts

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
)

var noon = time.Date(2015, 7, 15, 12, 0, 0, 0, time.UTC)

func textOf(t testing.TB, seed byte, words string) Text {
	t.Helper()
	salt := bytes.Repeat([]byte{seed}, 32)
	d, err := ledger.TextDigest([32]byte(salt), words)
	if err != nil {
		t.Fatal(err)
	}
	return Text{By: "bury-member", Digest: d, Salt: salt, Text: words}
}

func opened(t testing.TB, path string, now *time.Time, d disk) *Texts {
	t.Helper()
	s, err := open(path, func() time.Time { return *now }, d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ledgerOf knows these texts.
func ledgerOf(named map[ledger.Digest]bool) func(ledger.Digest) (ledger.TextRecord, bool) {
	return func(d ledger.Digest) (ledger.TextRecord, bool) {
		erased, ok := named[d]
		var r ledger.TextRecord
		if erased {
			r.Erased = &ledger.TextErasure{}
		}
		return r, ok
	}
}

// holds tells which files of a directory hold these words.
func holds(t testing.TB, dir, words string) (in []string) {
	t.Helper()
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(words)) {
			in = append(in, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestTexts(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "texts")
	now := noon
	s := opened(t, path, &now, files{})
	a, b, c := textOf(t, 1, "Dr Ngũgĩ Patel"), textOf(t, 2, "My practice\nworks there."), textOf(t, 3, "nobody names me")
	for _, text := range []Text{a, b, c, a} {
		if err := s.Put(text); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	again := opened(t, path, &now, files{})
	for _, text := range []Text{a, b, c} {
		if got, ok := again.Get(text.Digest); !ok || got.Text != text.Text || !bytes.Equal(got.Salt, text.Salt) || got.By != "bury-member" {
			t.Errorf("%+v", got)
		}
	}
	// What no statement names waits for an hour, and no longer.
	named := map[ledger.Digest]bool{a.Digest: false, b.Digest: false}
	if again.Waiting() {
		t.Error("texts have waited too long at once")
	}
	if err := again.Sweep(Waits, ledgerOf(named)); err != nil {
		t.Fatal(err)
	}
	if _, ok := again.Get(c.Digest); !ok {
		t.Error("a text that waits is dropped at once")
	}
	now = now.Add(Waits)
	if !again.Waiting() {
		t.Error("nothing has waited too long")
	}
	named[b.Digest] = true // erased
	if err := again.Sweep(Waits, ledgerOf(named)); err != nil {
		t.Fatal(err)
	}
	if again.Waiting() {
		t.Error("a text waits that a statement names")
	}
	for _, gone := range []Text{b, c} {
		if _, ok := again.Get(gone.Digest); ok {
			t.Errorf("%q is there", gone.Text)
		}
		if in := holds(t, dir, gone.Text[:8]); in != nil {
			t.Errorf("%q is in %v", gone.Text, in)
		}
	}
	if in := holds(t, dir, a.Text); len(in) != 1 {
		t.Errorf("%q is in %v", a.Text, in)
	}
	if data, n, err := Known([]byte(first+string(lineOf(a))+string(lineOf(b))+string(lineOf(c))+"cut o"), ledgerOf(named)); err != nil || n != 1 || string(data) != first+string(lineOf(a)) {
		t.Errorf("%d texts, %s: %v", n, data, err)
	}
}

// The blocks of the old file are noughts: whoever has it open reads nothing else.
func TestOldFileIsBlank(t *testing.T) {
	path := filepath.Join(t.TempDir(), "texts")
	now := noon
	s := opened(t, path, &now, files{})
	a := textOf(t, 1, "Dr Patel")
	if err := s.Put(a); err != nil {
		t.Fatal(err)
	}
	old, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := s.Erase(a.Digest); err != nil {
		t.Fatal(err)
	}
	data := make([]byte, 4096)
	n, _ := old.Read(data)
	if n == 0 || len(bytes.Trim(data[:n], "\x00")) > 0 {
		t.Errorf("the old file reads %q", data[:n])
	}
}

func TestPutRefuses(t *testing.T) {
	now := noon
	s := opened(t, "", &now, files{})
	good := textOf(t, 1, "Dr Patel")
	for what, change := range map[string]func(*Text){
		"another text": func(x *Text) { x.Text = "Dr Shah" }, "another salt": func(x *Text) { x.Salt = bytes.Repeat([]byte{9}, 32) },
		"a short salt": func(x *Text) { x.Salt = x.Salt[1:] }, "no text": func(x *Text) { x.Text = "" },
		"too long a text":       func(x *Text) { *x = textOf(t, 1, strings.Repeat("x", ledger.MaxPersonal+1)) },
		"a control character":   func(x *Text) { x.Text = "Dr\x07Patel" },
		"a turned direction":    func(x *Text) { x.Text = "Dr \u202ePatel" },
		"another text's digest": func(x *Text) { x.Digest = textOf(t, 1, "Dr Shah").Digest },
	} {
		text := good
		if change(&text); s.Put(text) == nil {
			t.Errorf("%s is taken", what)
		}
	}
	if len(s.kept) > 0 {
		t.Errorf("%d texts are kept", len(s.kept))
	}
	s.size = MaxBytes - 10
	if err := s.Put(good); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
}

// One person fills their own share and no more; what is dropped of theirs makes room.
func TestOnePersonKeepsNobodyOut(t *testing.T) {
	now := noon
	s := opened(t, "", &now, files{})
	long := strings.Repeat("🏥", ledger.MaxPersonal-5)
	put := func(n int) error { return s.Put(textOf(t, 1, fmt.Sprintf("%s%05d", long, n))) }
	n := 0
	for ; n < MaxBytes/len(long) && put(n) == nil; n++ {
	}
	if err := put(n); !errors.Is(err, ErrFullOne) || n < 400 {
		t.Errorf("%d texts of one person: %v", n, err)
	}
	other := textOf(t, 2, "Dr Patel")
	other.By = "bury-officer"
	if err := s.Put(other); err != nil {
		t.Errorf("another person: %v", err)
	}
	if err := s.Erase(textOf(t, 1, long+"00000").Digest); err != nil {
		t.Fatal(err)
	}
	if err := put(n); err != nil {
		t.Errorf("once one was erased: %v", err)
	}
}

func TestFilesRefused(t *testing.T) {
	text := textOf(t, 1, "Dr Patel")
	line := string(lineOf(text))
	for what, data := range map[string]string{
		"another file": "hello\n", "another form": `{"v":2}` + "\n", "a line that is none": first + "x\n" + line,
		"a text that was changed": first + strings.Replace(line, "Patel", "Shah", 1),
		"a member more":           first + strings.Replace(line, `{"by"`, `{"age":1,"by"`, 1),
	} {
		path := filepath.Join(t.TempDir(), "texts")
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, time.Now); err == nil {
			t.Errorf("%s is taken", what)
		} else if strings.Contains(err.Error(), "Patel") || strings.Contains(err.Error(), "Shah") {
			t.Errorf("%s: the error tells the text: %v", what, err)
		}
		if left, err := os.ReadFile(path); err != nil || string(left) != data {
			t.Errorf("%s: the file was touched", what)
		}
	}
}

// A file that is cut off anywhere opens with the texts whose lines are whole.
func TestCutOff(t *testing.T) {
	a, b := textOf(t, 1, "Dr Patel"), textOf(t, 2, "Dr Shah")
	whole := first + string(lineOf(a)) + string(lineOf(b))
	for n := range len(whole) + 1 {
		path := filepath.Join(t.TempDir(), "texts")
		if err := os.WriteFile(path, []byte(whole[:n]), 0o600); err != nil {
			t.Fatal(err)
		}
		now := noon
		s := opened(t, path, &now, files{})
		_, hasA := s.Get(a.Digest)
		_, hasB := s.Get(b.Digest)
		if hasA != (n >= len(first)+len(lineOf(a))) || hasB != (n == len(whole)) {
			t.Fatalf("%d bytes: %v, %v", n, hasA, hasB)
		}
		if err := s.Put(b); err != nil { // written on as a whole file
			t.Fatal(err)
		}
		again := opened(t, path, &now, files{})
		if _, ok := again.Get(b.Digest); !ok {
			t.Fatalf("%d bytes: what was put after it is lost", n)
		}
	}
}

// broken fails the n-th call: before it, half way or after it.
type broken struct {
	files
	n    int
	when string
}

var errDisk = errors.New("the disk has failed")

func (d *broken) fail() bool { d.n--; return d.n == 0 }

func (d *broken) append(path string, line []byte) error {
	if !d.fail() {
		return d.files.append(path, line)
	}
	var err error
	switch d.when {
	case "half way":
		err = d.files.append(path, line[:len(line)/2])
	case "after":
		err = d.files.append(path, line)
	}
	return errors.Join(errDisk, err)
}

func (d *broken) replace(path string, data []byte) error {
	if !d.fail() {
		return d.files.replace(path, data)
	}
	var err error
	switch d.when {
	case "half way": // the new file is there, and has not got its name
		err = os.WriteFile(path+".new", data[:len(data)/2], 0o600)
	case "after":
		err = d.files.replace(path, data)
	}
	return errors.Join(errDisk, err)
}

// Whatever call of the disk fails, and whenever: what was said to be kept is kept after
// the next start, what was said to be erased is in no file, and what failed succeeds
// when it is done again, by the same process or the next.
func TestFaults(t *testing.T) {
	for _, when := range []string{"before", "half way", "after"} {
		for n := 1; n <= 6; n++ {
			for _, restarts := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s call %d, restarts %v", when, n, restarts), func(t *testing.T) {
					dir := t.TempDir()
					path := filepath.Join(dir, "texts")
					now := noon
					s := opened(t, path, &now, &broken{n: n, when: when})
					named := map[ledger.Digest]bool{}
					a, b := textOf(t, 1, "Dr Patel"), textOf(t, 2, "Dr Shah")
					twice := func(do func(*Texts) error) {
						t.Helper()
						if do(s) == nil {
							return
						}
						if restarts {
							s = opened(t, path, &now, files{})
							if err := s.Sweep(0, ledgerOf(named)); err != nil {
								t.Fatal(err)
							}
						}
						if err := do(s); err != nil {
							t.Fatal(err)
						}
					}
					for _, text := range []Text{a, b} {
						twice(func(s *Texts) error { return s.Put(text) })
						named[text.Digest] = false // only now a statement names it
					}
					named[a.Digest] = true
					twice(func(s *Texts) error { return s.Erase(a.Digest) })
					if _, ok := s.Get(a.Digest); ok {
						t.Error("an erased text is there")
					}
					s = opened(t, path, &now, files{})
					if err := s.Sweep(0, ledgerOf(named)); err != nil {
						t.Fatal(err)
					}
					if _, ok := s.Get(b.Digest); !ok {
						t.Error("a text that was kept is lost")
					}
					if in := holds(t, dir, a.Text); in != nil {
						t.Errorf("the erased text is in %v", in)
					}
				})
			}
		}
	}
}

// A start erases what was ordered erased when the process died before it could.
func TestErasedAtStart(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "texts")
	now := noon
	a := textOf(t, 1, "Dr Patel")
	if err := opened(t, path, &now, files{}).Put(a); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".new", []byte("Dr Patel"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := opened(t, path, &now, files{})
	if err := s.Sweep(0, ledgerOf(map[ledger.Digest]bool{a.Digest: true})); err != nil {
		t.Fatal(err)
	}
	if in := holds(t, dir, "Patel"); in != nil {
		t.Errorf("it is in %v", in)
	}
}

// FuzzParse holds that what is read is what was written, and that an error tells no text.
func FuzzParse(f *testing.F) {
	f.Add([]byte(first))
	f.Add(append([]byte(first), lineOf(textOf(f, 1, "Dr Patel"))...))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, whole, err := Parse(data)
		if err != nil {
			return
		}
		for _, text := range list {
			if err := text.check(); err != nil {
				t.Error(err)
			}
		}
		again := []byte(first)
		for _, text := range list {
			again = append(again, lineOf(text)...)
		}
		if got, _, err := Parse(again); err != nil || len(got) != len(list) {
			t.Errorf("read %d texts of %d again: %v", len(got), len(list), err)
		}
		_ = whole
	})
}
