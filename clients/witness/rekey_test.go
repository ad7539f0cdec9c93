package witness

import (
	"errors"
	"net/http"
	"testing"
)

// A witness that is given a log's new key goes on from what it cosigned under the old
// one, across a start, and cosigns nothing more by that.
func TestRekey(t *testing.T) {
	log := newLog(t, "log", testLog).grow(300, "entry")
	w := newWitness(t, log)
	if r := post(w, log.submit(0, 100)); holds(w, r, log.at(100)) != nil {
		t.Fatal(holds(w, r, log.at(100)))
	}
	next := *log
	changed := newLog(t, "second", testLog)
	next.signer, next.vkey = changed.signer, changed.vkey
	if r := post(w, next.submit(100, 200)); r.Code != http.StatusForbidden {
		t.Errorf("before it is given the key: %d %s", r.Code, r.Body)
	}
	if err := w.Know(next.vkey); !errors.Is(err, ErrOtherKey) {
		t.Errorf("as a log that it does not know: %v", err)
	}
	if err := w.Rekey(next.vkey, next.vkey); !errors.Is(err, ErrOtherKey) {
		t.Errorf("from a key that it does not know: %v", err)
	}
	if err := w.Rekey(log.vkey, next.vkey); err != nil {
		t.Fatal(err)
	}
	w = restart(t, w)
	if keys := w.Logs(); len(keys) != 1 || keys[0] != next.vkey {
		t.Errorf("it knows %q", keys)
	}
	if r := post(w, log.submit(100, 200)); r.Code != http.StatusForbidden {
		t.Errorf("by the old key: %d %s", r.Code, r.Body)
	}
	forked := newLog(t, "second", testLog).grow(90, "entry").grow(210, "other")
	if r := post(w, forked.submit(100, 200)); r.Code != http.StatusUnprocessableEntity {
		t.Errorf("another history by the new key: %d %s", r.Code, r.Body)
	}
	if r := post(w, next.submit(0, 200)); r.Code != http.StatusConflict {
		t.Errorf("as if nothing had been cosigned: %d %s", r.Code, r.Body)
	}
	if r := post(w, next.submit(100, 200)); holds(w, r, next.at(200)) != nil {
		t.Error(holds(w, r, next.at(200)))
	}
	w = restart(t, w)
	if r := post(w, next.submit(200, 300)); holds(w, r, next.at(300)) != nil {
		t.Error(holds(w, r, next.at(300)))
	}
}
