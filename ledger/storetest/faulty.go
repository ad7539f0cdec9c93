package storetest

import (
	"errors"
	"fmt"
	"sync"

	"concordat/ledger/journal"
)

// ErrInjected is the cause of every fault that Faulty makes.
var ErrInjected = errors.New("injected fault")

// Fault is how a commit fails.
type Fault int

// Faults come in pairs: of two commits that report the same error, one is there
// when the store is opened again and the other is not.
const (
	NoFault        Fault = iota
	NotCommitted         // nothing is written, and the error says so
	FailNotPersist       // nothing is written, and the error leaves that open
	FailButPersist       // all of it is written, and the error leaves that open
)

// Faulty makes commits of the store behind it fail on demand, and lets a test
// hold a commit up.
type Faulty struct {
	journal.Store

	mu      sync.Mutex
	next    Fault
	commits int
	gate    *gate
}

var _ journal.Store = (*Faulty)(nil)

// NewFaulty stands before a store.
func NewFaulty(s journal.Store) *Faulty { return &Faulty{Store: s} }

// FailNext makes the next commit, and it alone, fail.
func (f *Faulty) FailNext(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next = fault
}

// Hold stops every commit from here on until release is called; entered is
// closed when the first one has come.
func (f *Faulty) Hold() (entered <-chan struct{}, release func()) {
	g := &gate{entered: make(chan struct{}), released: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gate = g
	return g.entered, sync.OnceFunc(func() { close(g.released) })
}

// gate is where commits wait.
type gate struct {
	first             sync.Once
	entered, released chan struct{}
}

func (g *gate) pass() {
	if g != nil {
		g.first.Do(func() { close(g.entered) })
		<-g.released
	}
}

// Commits counts the batches that reached the store behind.
func (f *Faulty) Commits() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.commits
}

// Commit passes a batch on, unless it is to fail.
func (f *Faulty) Commit(b journal.Batch) error {
	f.mu.Lock()
	fault, gate := f.next, f.gate
	f.next = NoFault
	f.mu.Unlock()
	gate.pass()
	switch fault {
	case NotCommitted:
		return fmt.Errorf("%w: %w", journal.ErrNotCommitted, ErrInjected)
	case FailNotPersist:
		return ErrInjected
	}
	err := f.Store.Commit(b)
	f.mu.Lock()
	f.commits++
	f.mu.Unlock()
	if err == nil && fault == FailButPersist {
		return ErrInjected
	}
	return err
}
