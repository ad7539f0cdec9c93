// Package sdk is how a program speaks to a Concordat server without trusting
// it: sign, send, read, check every receipt, keep the last checkpoint seen.
//
//	key, err := sdk.ReadKey("bury-board.key")
//	c, err := sdk.New("https://board.example.org", sdk.Options{Key: &key, StateDir: dir})
//	sentence, err := c.Sentence(ctx, ledger.KindVoteCast, "00V", vote)
//	// Show the sentence to the person whose key it is, who agrees to it.
//	done, err := c.State(ctx, ledger.KindVoteCast, "00V", vote, sentence)
//	fmt.Println(done.Sentence, "is entry", done.Entry)
//
// # The law
//
// Only what is proved is said to be recorded. State returns without an error
// when, and only when, the log's key has signed a checkpoint whose tree holds an
// entry with the very bytes that were sent, and that tree grew out of every tree
// that this client has accepted before. The log's key is taken on the first
// visit unless it is given. To another it is followed only through entries of the
// ledger that continues what was kept, each signed by the key before it; past a key
// that was lost, only by its person's word (LogKeyLostError).
//
// A server that is caught is answered with the evidence in the error: a
// ReceiptError, a KeyChangedError, or a merkle.InconsistencyError with both
// signed checkpoints. Keep it, and show it to the secretary and to an auditor.
//
// A ledger that has lost what this client saw proof of, and records it, is told
// from one that shows two histories: the error is a RecoveredError. It is refused
// all the same until the person has asked those who say so and accepts it.
//
// Nothing is signed but the sentence that the person agreed to: State takes it,
// and holds every signature against it.
//
// A refusal by the server or by the rules is an *api.Problem, with the checks
// inside. The log signs for the refusal of a statement; where it has not, or for
// something else, the error is a RefusalError around the problem.
//
// # What is kept
//
// In Options.StateDir, readable by its owner alone and replaced atomically: for
// each ledger the log's key and the last checkpoint, for each server the ledger
// that it served, for each person a log-in until it ends or LogOut ends it, and of the statements
// that were refused the last hundred with the log's signatures; and, of what a ledger
// has lost, the checkpoint that shows it. Private keys
// are not kept here. Without a StateDir all of it lives in memory.
//
// The package decides nothing about rules and evaluates none: what a vote would
// mean is the server's word until an auditor replays the ledger (package
// verify).
package sdk
