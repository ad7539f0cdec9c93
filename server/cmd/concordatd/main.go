// Command concordatd serves one ledger over HTTP.
//
//	concordatd --example greater-manchester
//
// founds an example in ./data, or goes on with it, and answers on
// http://localhost:8080 until it is stopped. What a ledger's directory holds:
//
//	ledger.db    the ledger
//	checkpoint   the last two checkpoints that were signed, in two slots: keep it out of backups of ledger.db
//	state/       a snapshot, so that a start need not replay every entry: it is made
//	             again where it is missing, and belongs in no backup
//	log.key      the log's key; whoever has it can sign for this ledger
//	log.key.next the next one, where one was made that the ledger does not have yet
//	sessions     who is logged in, without what they log in with; it may be deleted
//	             while nobody serves, which logs everybody out
//	texts        personal texts, which entries name by their digests; see below
//	links        which accounts at work people have connected, without the names of these;
//	             it may be deleted while nobody serves, which disconnects them all
//	calendars    whose calendar program reads the board's dates at an address of their own,
//	             without the address; it may be deleted while nobody serves, which ends
//	             all of them, and belongs in no backup
//	wishes       which messages people do not want; it may be deleted while nobody serves,
//	             which has everybody sent every message again, and belongs in no backup
//	drafts       which drafts of motions people work on; it may be deleted while nobody
//	             serves, which empties these lists, and belongs in no backup
//	cosigned     the last checkpoint that had the cosignatures which it needs; it may be
//	             deleted while nobody serves, and belongs in no backup. One that is not
//	             of this ledger is put aside as cosigned.other-SIZE-ROOT: keep that
//	outbox       with --mail, what became of each message; keep it where the ledger is, or
//	             messages of the last days may be sent a second time
//	control      where the server is asked for a backup while it runs
//	keys/        the keys of an example's people; a real ledger has none
//	founding.json  a founding as far as it is drawn up, and what was founded
//
// # Founding
//
// A ledger that is no example is founded in three steps, of which the operator takes
// the first and the last, without ever holding anybody's key but the log's:
//
//	concordatd found --mou FOLDER --name NAME --prefix GM --url https://board.example.nhs.uk
//
// makes the log's key and the origin, and says whom the agreement names. Each party's
// officer, and the secretary, makes a key and asks for it in a file that proves that
// they hold it (concordat key request --ledger ORIGIN); the operator enters these
//
//	concordatd found --mou FOLDER --officer 00V=bury-officer.json --secretary secretary.json
//
// and the secretary signs what names them all (concordat founding sign). With
//
//	concordatd found --mou FOLDER --signed founding.signed.json
//
// the ledger is there, with one entry. Its founding code is what officers compare by
// another way before they sign for their party: concordat mou sign --founding CODE
// signs in no other ledger. Until then nobody is bound to anything.
//
// # Who reaches it
//
// Without TLS a server answers its own machine alone:
//
//	concordatd --listen :443 --tls-cert FILE --tls-key FILE    serves TLS itself
//	concordatd --listen 10.0.0.9:8080 --behind-proxy 10.0.0.5  takes requests from a proxy that does
//
// A renewed certificate is taken from its files when they change. A proxy says in
// X-Forwarded-For whom it asks for and overwrites or extends what was there; nobody
// else is believed, or answered without TLS, but this machine.
//
// # What may change while it is served
//
// Options are read once. On SIGHUP the certificate and the file of --settings are read
// again, whole: where one of them can't be used all stay as they were, and stderr says
// why. The file is JSON:
//
//	{"log": "requests", "work_account": {"name": "NHS work account", "issuer": "https://id.example.nhs.uk",
//	  "client_id": "board", "client_secret_file": "/etc/concordat/client-secret"},
//	 "help": {"name": "The board's secretary", "phone": "0161 496 0000", "email": "board@example.nhs.uk"}}
//
// log is requests or warnings. work_account names who knows the staff of the parties by
// OpenID Connect: whoever has connected an account there by their own passkey may log in
// by it, to read, and signs nothing with it. It is registered there as a confidential
// client for the code flow with PKCE, which browsers come back to at /log-in/work-account/return
// of the ledger's first origin, or of where an example is served. The secret stands in a file of its own, which not
// everybody can read, and never in an option, which every process can. help is whom people
// ring or write to who cannot log in, sign or read a page: a phone, an email or both.
//
// For planned work the service is closed until a time that everybody is told:
//
//	{"maintenance_until": "2026-11-28T18:00:00Z"}
//
// Until then pages and the API answer 503 with that time and Retry-After, and take nothing
// from anybody. What falls due meanwhile falls due, and is recorded and told as ever: choose
// a time in which no voting closes. /healthz and /readyz answer as ever, so that no proxy puts a page of its own in
// the place of that one. Stop the server and start it as often as the work needs: it is
// closed again from the first, with the same file. At that time it opens by itself, or
// before where the setting is taken out and read again. While it is stopped only the proxy
// can answer.
//
// # Keeping it
//
//	concordatd backup FILE     a copy as of one instant, also while it is being served
//	concordatd check [FILE]    reads all of the ledger, or of a backup
//	concordatd restore FILE    a backup, where there is no ledger
//	concordatd compact         the file without its free pages
//
// A backup is a copy of ledger.db, with the personal texts in a file beside it. Every byte of it is read and replayed
// before it counts as one, and again before it is put in place. The log's key is
// no part of it: keep a copy of log.key apart, where few can reach it. Nor is the
// checkpoint: it says how far this host has signed, and is worth nothing in a
// backup, which by then is behind.
//
// A ledger that was put back to an older state would go on differently from there,
// and two histories would be signed. So a restore needs a checkpoint to hold the
// backup against: the one in the directory, or where that was lost too, one that
// somebody else kept (--checkpoint FILE): a party, an auditor, a witness. A backup
// that is behind it is refused.
//
// # What is lost for good
//
// Where the newest backup is behind and nobody has the rest, the ledger can go on,
// but not as if nothing had been: people hold receipts for what is gone.
//
//	concordatd restore --behind FILE     puts the old backup in place all the same
//	concordatd --recover                 opens it; it takes one statement and no other
//
// That statement, ledger.recovered, says what is there, what had been signed for,
// and why; the secretary states it and the chair confirms it, or an officer of one
// party states it and an officer of another confirms it. With it the log's key signs
// on. From then on every audit says what was lost, the checkpoint that had been
// signed stays beside the checkpoint file as checkpoint.lost-N, and whoever's tool
// saw the lost entries is told of the record and asked to accept it. Its author
// states it from a fresh directory (--state DIR), since their own tool refuses a
// ledger that has gone back, as it should.
//
// # When a key is lost or stolen
//
// The log's key signs checkpoints and nothing else: whoever has it alone can show
// somebody another history, and can state nothing, vote for nobody and decide nothing,
// which people's own keys sign. It is changed by an entry, log_key.changed, which the
// secretary states and the chair confirms (or officers of two parties). The old key
// signs that too, and the new one; the checkpoint that first holds the entry, and
// every later one, is signed by the new key, every earlier one stays good under the
// old. The operator makes the key and draws the change up, while the ledger is served:
//
//	concordatd log-key new
//	concordatd log-key rotate --by secretary --reason renewed > change.json
//
// and tells both people its code by another way; the chair and then the secretary:
//
//	concordat log-key confirm change.json --by secretary --as chair > agreed.json
//	concordat log-key state agreed.json --as secretary
//
// The server signs by the new key from that very commit on. At its next start log.key
// is the new key, and the old one is in log.key.old-HASH: destroy it and every copy.
// Clients follow by themselves; who runs a witness starts it again with
// concordat witness serve FOLDER --log URL. Receipts of before are checked with
// concordat receipt check --change, whichever of the keys one trusts.
//
// Stolen: the same, with --reason stolen --since DATE, at once. A thief may have shown
// somebody a fork until then, so everybody compares what they kept since that day:
// concordat checkpoint compare, and verify with a witness's key. A checkpoint by the
// old key of more entries than there were is no longer the log's, and verify says so.
//
// Lost: look for the copy of log.key first. Where there is none, the old key signs
// nothing, and two people's word is all that stands for the new one:
//
//	concordatd log-key new
//	concordatd log-key rotate --by secretary --reason lost > change.json
//	concordatd --recover
//
// The server takes that change and nothing else until it has it. Every client then
// refuses the ledger until its person has asked both for the new key's code:
// concordat log-key accept ENTRY --code CODE; so does verify, for whoever trusts the
// old key, and a witness wants --log-key. Where entries are lost too, the change of the
// key comes first and then the record of the loss.
//
// A person's key. Whoever has another key of their own, or an officer of the party,
// ends a key at once, never for the past, and an officer adds the next:
//
//	concordat key revoke KEY --reason stolen --as bury-officer
//	concordat key add bury-member.json --as bury-officer
//
// Where that can't be, as when a party's only officer has lost the only key, two of
// others act: the secretary and the chair, or officers of two other parties. They end
// a key that is lost or stolen at once, and put another in its place by a resolution
// of the party's governing body, which is kept as a paper. So that these two can't put
// somebody of their own in the officer's place in haste, the key signs nothing for a
// week (or what the agreement says), and until then its person, by the old key if it
// was not revoked, and whoever holds a seat of that party, can revoke it:
//
//	concordat key revoke KEY --reason stolen --draft > revoke.json
//	concordat key replace bury-officer.json --old KEY --reason stolen --resolution GB-9 \
//	  --on 2015-11-20 --paper resolution.txt --as secretary > replace.json
//	concordat key confirm replace.json --by secretary --as chair > agreed.json
//	concordat key state agreed.json --as secretary
//
// What was signed by a stolen key before it was revoked stands: nothing can tell the
// thief's from the officer's. The board looks at every statement of that key since the
// theft, and corrects what was not the officer's in the way of its kind: a vote is cast
// again while the motion is open, a decision is varied by another one, an authority, a
// figure or an appointment is given anew, a payment is queried.
//
// # What files can't tell
//
// A directory copied whole, checkpoint and key with it, and served elsewhere, is to
// itself the only one there is. On one machine the lock of ledger.db keeps two
// servers from one file; two copies are kept apart by nothing here. What tells is
// outside: every statement names the checkpoint that its author saw, every client
// keeps the last one that it accepted, and a witness cosigns one history only. So
// never start a copy while the first may still run; move a ledger by a backup, and
// have witnesses.
//
// # Personal text
//
// Names, e-mail addresses, the reason with a vote and the detail of an interest stand in
// the file texts and nowhere else: no entry, export, minutes or log has them. When an
// officer of the party whose text it is has ordered it erased, the file is written anew
// without it at once, and the old one filled with noughts. A backup puts them in a file
// of their own, FILE.texts, without those that were erased before: destroy it when one
// in it has been erased since, and keep FILE. A restore leaves out what the entries order
// erased. Where the backup is behind, or nothing shows that it is not, an order may be
// among what is lost, so that it restores no text at all.
//
// # Mail
//
// With --mail people are sent, once each, what there is to tell them: that a motion is
// open, two days before its close if they have not voted, a receipt, a result, a meeting,
// new obligations and what is due within two weeks. Officers get a digest of each month
// on the 1st, where anything changed or falls due, and the secretary at 8am what needs
// somebody; a further reminder to vote is the secretary's to send. Each says by their account what they
// do not want. What there is to tell follows from the ledger, so that a restart loses
// nothing and repeats nothing; what there was before mail was first sent waits in the
// secretary's outbox, as does everything for whom there is no address. A message that the
// mail server refused is tried again twice, an hour apart or more.
// The addresses that --mail sends to are the host's own, in the file that it names: take
// somebody's out of that yourself, and start anew, when they ask.
//
// # Memory
//
// The heap grows to five times what is live before it is collected, and is collected
// harder from half of the memory on that this process may have. That takes a quarter
// off the CPU of a vote, and of a check. GOGC and GOMEMLIMIT in the
// environment come first, as with any Go program.
package main

import "concordat/server/cmd/concordatd/daemon"

func main() { daemon.Main() }
