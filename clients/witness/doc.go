// Package witness cosigns the checkpoints of logs that have only grown, as in
// c2sp.org/tlog-witness and c2sp.org/tlog-cosignature. Each party can run one.
//
// # The law
//
//   - What it cosigned last of a log is on the disk before the cosignature leaves:
//     written to a file beside, fsynced, put in the place of the old one. After a
//     crash between the two the log asks again and is told how far the witness is.
//   - One request at a time is held against that, so of two that would fork the
//     log only one is ever cosigned.
//   - What it can't read of its own state it does not take for nothing: it does not
//     start. A key without its state, or a state without its key, is refused too.
//
// A folder holds one witness:
//
//	witness.key    its private key, for its owner alone; it signs nothing else
//	witness.state  the logs that it knows by their keys, and the last checkpoint
//	               that it cosigned of each, with the cosignature
//	witness.lock   held by the process that runs it
//
// The folder is not to be put back from a backup: a witness that has forgotten what
// it cosigned could be brought to cosign another history. Make a new witness, and
// name its key, instead.
//
// # A log whose key is changed
//
// c2sp.org/tlog-witness has a witness trust certain keys for a log's origin, and says
// 403 to others; how it comes to trust another it leaves open. This one knows one key
// of a log, and is given another by whoever runs it (Rekey): concordat witness serve
// --log does so where the ledger's entries lead from the one to the other, each key
// having signed for the next; past a key that was lost, only with --log-key, which its
// owner has compared. What was cosigned stands, and the new key has to continue it.
//
// The package does not poll logs, does not judge what entries say, and has no
// opinion on which logs deserve a witness.
package witness
