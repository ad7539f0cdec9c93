// Package merkle is the ledger's tree as bytes: checkpoints, tiles, entry
// bundles, proofs and receipts.
//
// It does not know what an entry says. It reads no file, asks no clock and draws
// no randomness: signers, verifiers and tiles are handed in. The hashing and the
// proofs are those of golang.org/x/mod/sumdb/tlog, which follow RFC 6962; this
// package fixes the formats around them, which are those of c2sp.org/tlog-tiles,
// c2sp.org/tlog-checkpoint, c2sp.org/signed-note, c2sp.org/tlog-proof,
// c2sp.org/tlog-cosignature and c2sp.org/tlog-witness.
//
// One meaning has one spelling. Whatever is opened here is encoded again and
// compared with what came in, so two different byte strings never open as the
// same thing. The formats ask readers to skip what they do not know; here an
// unknown line is a fault, but for what a witness is sent and what it answers.
//
// A file holds one subject: note.go the signed texts and the log's key,
// checkpoint.go, cosignature.go what witnesses sign, submission.go what they are
// asked with, tile.go the paths and the reading of tiles, tree.go the growing of
// the tree, bundle.go, proof.go, receipt.go, refusal.go.
package merkle

import "errors"

// What went wrong, for callers that branch on it. The text around a sentinel
// says which part of the input it was.
var (
	// ErrMalformed: the bytes are not the one spelling of anything.
	ErrMalformed = errors.New("malformed")
	// ErrOrigin: a checkpoint of another log.
	ErrOrigin = errors.New("checkpoint of another log")
	// ErrKey: the text carries no signature by the key that was asked for.
	ErrKey = errors.New("not signed by the log's key")
	// ErrSignature: it carries one, and the signature does not hold.
	ErrSignature = errors.New("invalid signature")
	// ErrProof: a proof does not lead from what it is about to the root.
	ErrProof = errors.New("proof does not hold")
)
