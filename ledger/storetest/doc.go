// Package storetest is what a journal.Store promises, as tests.
//
// [Run] holds any store to the contract. [Memory] is a store in memory that
// checks its caller: it fails the test when what is written is not a log that
// only grows. [Faulty] stands before a store and makes a commit fail before it
// persists, or after. [CheckJournal] holds everything that a journal publishes
// against everything else; tests that open a journal call it when they are done.
//
// It is for tests alone: nothing that serves a ledger imports it.
package storetest
