// Package journal is the one write path of a ledger: it orders statements,
// makes them durable, and signs for them.
//
// # The law
//
// One goroutine, the writer, orders everything. Callers parse their statements
// side by side and queue; the writer takes all that wait, and for the whole
// group runs one commit:
//
//  1. time: one time for the group, the clock's or the last entry's if that is
//     later. Time never goes back.
//  2. settle and step: before each statement, and after the last, every
//     consequence that has fallen due is appended; each statement goes through
//     check, rule and apply ([ledger.State.Step]). All of it happens in the draft
//     of State, which readers do not see.
//  3. sign the checkpoint of the new tree, in memory.
//  4. [Store].Commit: entries, tiles, index and checkpoint, in one piece.
//  5. the checkpoint file, beside the store, fsynced.
//  6. publish: the draft becomes what readers see, with the checkpoint that
//     vouches for it, at one instant.
//  7. receipts.
//
// # What holds at each point of failure
//
// A statement that the check or the rules refuse leaves nothing in the draft;
// the others of its group are not touched by it. Where the rules cannot be run
// on a consequence that is due, nothing after it is ordered, and what was
// ordered before it in the group is kept.
//
// Up to step 3, and at step 4 when the store says [ErrNotCommitted], nothing was
// written: the draft is forgotten, every caller of the group is told so, and the
// journal goes on. Any other failure of step 4, and any failure of step 5,
// leaves it open what a restart will find. The draft is forgotten and the journal
// takes and answers nothing more ([ErrReopen]) until the store has been opened
// and replayed again; whoever sends a statement again then gets its receipt, or
// has it recorded. So memory is never ahead of the disk, and an acknowledged
// statement is always on it. After step 6 a failure costs a caller the receipt
// and nothing else: the statement is recorded, and sending it again gives the
// receipt.
//
// # Start
//
// [Open] runs the normal path: it holds every entry against the tree that the
// checkpoint vouches for and replays it through the same three stages. Entries
// stream by; what stays in memory is State.
//
// Where [Snapshots] are kept, a start goes on from the last one and replays only
// the entries after it, in the same way. A snapshot is State as it was durable at
// one size, in a note that the log's key signs, bound to that size and its root, to
// the layout of State, and to the program. It is used if the tree that the
// checkpoint vouches for had that root at that size, and if all the rest of the note
// is what it would be now; if not, or if what came after does not follow from it, it
// is dropped, the log says so, and every entry is replayed. An audit never looks at
// one. One is made in the background as entries come, and at the end; nobody waits
// for it. With it, what is closed leaves memory: State asks for it where it is
// needed, by its digest, and knows by an index what it need not ask for. A record
// that does not come back as it was is shown to nobody: the journal refuses
// ([ErrArchive]) until a start has rebuilt it.
//
// So a start from a snapshot reads the entries after it, the tiles at the edge, and
// no entry before it: that one of those was changed on the disk is found by whoever
// checks its proof, which is under what the checkpoint vouches for, and by whatever
// reads them all, as an audit does, or a start without a snapshot.
//
// A store that is ahead of the
// checkpoint file is what a crash between steps 4 and 5 leaves, and is fine; a
// file ahead of the store means that the store was put back to an older copy,
// and the journal refuses to sign a second history ([ErrRollback]).
//
// The journal does not say what an entry means (package ledger does), does not
// choose rules, does not know who is asking, and does not collect cosignatures.
package journal
