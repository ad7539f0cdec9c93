// Package verify is the audit of receipts and of whole ledgers, offline.
//
// A ledger is audited as an export: the files of c2sp.org/tlog-tiles and the
// rules that its entries name, in a directory, in one file or behind a URL:
//
//	checkpoint                      signed by the log
//	tile/<L>/<N>[.p/<W>]            the hashes
//	tile/entries/<N>[.p/<W>]        the entries
//	blob/<64 hexadecimal digits>    manifests of rule bundles, and the files that these list
//
// As one file it is an uncompressed USTAR archive of the same paths: sorted,
// mode 0644, user, group and time 0, no directories. Nothing else may be in
// either, and one ledger at one size has one archive.
//
// # The law
//
// Nothing in an export is believed. Every byte is held against what follows from
// the entries: the tiles and the root are computed again, every entry goes
// through the three stages of package ledger with the rules that the ledger
// itself adopted, and a file that nothing asks for is a fault. All faults are
// collected, not the first alone. There are three verdicts: what could not be
// checked is not called wrong, and without a key that the auditor got by another
// way nothing is called verified.
//
// # What is withheld
//
// Who may not read the private items of agendas yet gets an export in whose entry
// bundles nothing, of length 0, stands for each entry that is about them; no entry
// is empty. Such an entry is in the tree by its hash in the lowest tile, so that
// nothing else can come to stand there. The report names the entries and what the
// agendas say of the items. What comes after the first of them rests on it, and is
// not replayed: an audit of such an export is never Verified. Where no agenda here
// takes anything in private, or all of it was released, a withheld entry is a fault.
//
// # Who else saw it
//
// A host could keep two histories and show each to others. Against that stand
// cosignatures under the checkpoint, by witnesses that the ledger names or the
// auditor pinned, and countersignatures among the entries, by officers, of all that
// stood before them. They are counted by distinct key, then by distinct party, and
// the ledger's own rules say how many are enough. As soon as a ledger has named a
// witness, or the auditor pinned one, too few are not proven, and nothing is called
// verified; before that nobody could be asked, and the report says so. A
// cosignature in the name of such a witness that does not hold is a fault.
//
// # How a long ledger is gone through
//
// Bundles are read, taken apart and their signatures verified side by side, and the
// rules are asked about many statements at once, on all cores, while State goes ahead
// with what the entries record. It is committed once every answer is the one that was
// recorded; otherwise it goes back, and the entries are gone through one by one. So what
// is reported is the same either way. In a long ledger signatures are verified many in
// one sum, which takes exactly what crypto/ed25519 takes: package ed25519batch says
// why. What is closed leaves memory for a file without a name; what stays is what is
// open, a line for each thing that is closed, and 64 bytes for each entry.
//
// # Which key
//
// A checkpoint is signed by the key that its entries name for so many: the founding's,
// until a log_key.changed. One by a key that was not in force at its size fails, be it
// an old key or a later one, and so does one that somebody kept. An auditor may trust
// any of the keys: from an earlier one the present follows as far as each has signed
// for the next. Past a key that was lost nothing is verified, and the report says whom
// to ask for which code.
//
// # What it does not do
//
// It opens no connection and evaluates no rule: whoever calls it hands in where
// to read and what judges. It does not ask whether the figures in a paper are
// right, or what a person saw on a screen, and it does not look at papers and
// personal texts, which stand outside an export.
package verify
