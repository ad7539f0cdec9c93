// Package journal is the one write path of a ledger: it orders statements,
// makes them durable, and signs for them.
//
// # The law
//
// One goroutine, the writer, orders everything. Callers parse their statements and
// hold the signatures against the keys side by side, and queue; the writer takes all
// that wait, and for the whole group runs one commit. Nobody waits for a timer, and
// nobody for company:
//
//  1. time: one time for the group, the clock's or the last entry's if that is
//     later. Time never goes back.
//  2. settle and step: before each statement, and after the last, every
//     consequence that has fallen due is appended; each statement goes through
//     check, rule and apply ([ledger.State.Step]). Where several votes stand in a row
//     of which none turns on another, the rules are asked about all at once
//     ([ledger.State.StepApart]); what comes of it is the same. Which key counts and
//     whether it still does is found here and nowhere else. All of it happens in the
//     draft of State, which readers do not see.
//  3. sign the checkpoint of the new tree, in memory.
//  4. [Store].Commit: entries, tiles, index and checkpoint, in one piece. If votes wait
//     by now, check and rules are asked about them meanwhile, as if this commit had
//     succeeded ([ledger.State.AskApart]); nothing is recorded of that, and it is of no
//     use if the commit fails.
//  5. the checkpoint file, beside the store, synced.
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
// # Faults, and where each is shown
//
// While one statement is recorded, each call that changes the disk fails once, or the
// process is killed before it or after it. Which calls there are is taken from a run.
// "Not there" and "there" say whether the statement is, after the next start. A caller
// who is refused, or whose connection is cut, may send it again and gets one receipt
// in each case. A process whose disk failed lives, is red on both probes, takes
// nothing and says why, until it is started again; where the disk had no room, that
// some has to be freed first ([ErrNoSpace]).
//
//	step, call                             EIO, ENOSPC          killed before   killed after
//	4 the file grows: ftruncate, fsync     refused, not there   not there       not there       concordatd.TestFaultMatrix
//	4 pages: pwrite64, fdatasync           refused, not there   not there       not there       concordatd.TestFaultMatrix
//	4 the root of the pages: pwrite64      refused, not there   not there       there           concordatd.TestFaultMatrix
//	4 the root of the pages: fdatasync     refused, there       there           there           concordatd.TestFaultMatrix
//	5 a slot of the file beside it:        refused, there       there           there           concordatd.TestFaultMatrix
//	  pwrite64, fdatasync
//
// Whatever call fails in the other things that the process does, nothing that was
// acknowledged is lost:
//
//	a paper is put     as for a statement; it is held when it is put again         concordatd.TestFaultMatrix
//	a personal text is put or erased  what was kept is there, what was erased in no file  texts.TestFaults
//	the server starts  it serves, or ends and says why; the next start is good      concordatd.TestFaultMatrix
//	the server stops   it says that there is no snapshot; the next start replays    concordatd.TestFaultMatrix
//
// Other faults:
//
//	the store says that nothing was written      the journal goes on, and only that group is told     journal.TestFaults
//	a group falls: refusals that rest on it      fall too                                            journal.TestRefusalsFallWithTheGroup
//	a commit is slow or fails                    readers see what is durable, never more              journal.TestReadersSeeWhatIsDurable
//	the store is ahead of the checkpoint file    a start goes on                                     journal.TestStoreAheadOfFile
//	the store is behind it                       refused: ErrRollback                                journal.TestRollback
//	a slot of the checkpoint file is cut off     the other stands, the store is ahead of it          journal.TestTornSlot
//	the process is killed at any time, often,    what it acknowledged is there with what it was told   concordatd.TestKilledUnderLoad
//	  under load
//	many state and read at the same time         as if one after another                              server.TestLinearizable
//	a handler panics                             it answers 500, and the process lives                server.TestPanicAndShutdown
//	the clock jumps                              refused: ErrClock                                   journal.TestClockJump
//	an entry, a tile or the index is changed     refused, with its place                              journal.TestTampering
//	a page, or half of one, is an older one      refused, or it was of no use                         journal.TestRolledBackPage
//	a page is damaged                            an error of whoever reads it; nobody ends            boltstore.TestDamagedPages
//	the file is cut off, wherever                refused, and left as it is                           boltstore.TestCutOff
//	a file of another layout or program          refused, and left as it is                           boltstore.TestOtherFiles
//	a layout, key, checkpoint or file that is    refused in words that say what to do, and left       concordatd.TestRefusedStarts
//	  another's, older, empty or half            as it is
//	a file or folder that may not be written     refused, and left as it is                           concordatd.TestReadOnly
//	the disk takes a part and then no more       refused with the way out; goes on once it has room   concordatd.TestFullDisk
//	a snapshot is lost or changed                every entry is replayed                              journal.TestSnapshotRefused
//	a closed record can't be read                refused until a start has made it again              journal.TestArchiveLost
//	a recovery is cut off                        the next start takes it as what it is                journal.TestRecoveryIsCutOff
//	the process is killed under load, in a       every receipt and checkpoint ever shown holds,       concordatd.TestKilledUnderLoad
//	  snapshot, a backup, a start or a stop      and what nobody heard of is recorded once
//	statements and readings at the same time     as if one after another                              server.TestLinearizable
//	the rules can't be run at a start            it ends and says so; the snapshot stays              journal.TestSnapshotOutlivesRulesThatCannotBeRun
//
// # Start
//
// A start makes durable what it finds in the store before anything rests on it: a
// process that was killed may have left it in the machine's memory alone.
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
// and the journal refuses to sign a second history ([ErrRollback]), unless the
// record in the store says that those entries are lost.
//
// # What a checkpoint file can and can't do
//
// The file is this host's own memory of what it signed: of its last two checkpoints,
// in two slots that are written by turns, so that while one is written the other holds
// (see kept.go). It catches what happens to
// the store alone: an old backup put in place, a page of the file put back (what the
// tiles and the root then say differs), a copy of the data that went on by itself.
// It can't catch that the last commit alone is lost where the last slot is damaged too,
// nor a copy of the whole directory, file included, that is served
// beside the first, nor a host that means ill: both have a file that agrees with
// their store. That is left to those outside, who keep what they saw: the seen of
// every statement, the checkpoint that every client keeps, the witnesses.
//
// # Recovery
//
// A host that has lost entries for good is in the place of one that shows two
// histories: whoever has a receipt for a lost entry can prove that it was there. So
// it does not decide by itself to go on. Opened with [Config].Recover, the journal
// signs nothing and settles nothing until it is given ledger.recovered, which names
// what is there and the very checkpoint that the file holds; the rules ask for two
// people to agree on it. That entry, with whatever had fallen due before it, is in
// the first checkpoint that is signed again. What this buys is no proof that the
// loss was an accident: a secretary and a chair together can still drop the last
// entries. It buys that they can't do it in silence, nor the host without them: the
// two are named, the lost checkpoint is on the record for ever, every audit tells it
// first, and a client that saw more refuses the ledger until its person accepts it.
// The receipts of what was lost stay good evidence against what the record says.
//
// The file keeps the lost checkpoint until the record is durable, and a copy of it
// stays beside it. A crash between the two leaves a file that is ahead by exactly
// what the record names, which a start takes as what it is.
//
// # Keys
//
// The log's key is what the entries say it is, from the founding's on: the checkpoint
// of each size is signed by the key that the entries of that size name. So the commit
// that holds log_key.changed is signed by the new key in one piece with it, and there
// is no moment at which either could do for the other. A start does not know which key
// it will be: it takes the store's checkpoint for what it claims, replays the entries
// under it, and then holds its signature against the key that they name. A crash
// before the commit leaves the old key in force, one after it the new, wherever the
// files stand; both are looked for. A host that has not the key in force signs
// nothing ([ErrNoKey]), unless its operator asks for the recovery: then it takes the
// record of another key, and nothing else. Where entries were lost as well, that comes
// before the record of their loss, and the checkpoint file still says what is lost.
//
// The journal does not say what an entry means (package ledger does), does not
// choose rules, does not know who is asking, and does not collect cosignatures.
package journal
