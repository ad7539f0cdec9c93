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
//	  "client_id": "board", "client_secret_file": "/etc/concordat/client-secret"}}
//
// log is requests or warnings. work_account names who knows the staff of the parties by
// OpenID Connect: whoever has connected an account there by their own passkey may log in
// by it, to read, and signs nothing with it. It is registered there as a confidential
// client for the code flow with PKCE, which browsers come back to at /log-in/work-account/return
// of the ledger's first origin. The secret stands in a file of its own, which not
// everybody can read, and never in an option, which every process can.
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

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"concordat/clients/web/outbox"
	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/policy"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/cmd/concordatd/example"
)

// stopTime is how long what was taken may go on after the server was told to stop.
const stopTime = 10 * time.Second

// maxDays that a clock is put forward at once: a hundred years.
const maxDays = 36525

// commands are what can be done with a ledger's directory.
type commands struct {
	Serve   options  `cmd:"" default:"withargs" help:"Serve the ledger; so does concordatd without a command."`
	Found   founding `cmd:"" help:"Make a new ledger, which is no example, of an agreement's folder."`
	Backup  backup   `cmd:"" help:"Write a backup to a file, also while the ledger is being served."`
	Restore restore  `cmd:"" help:"Put a backup in place where there is no ledger."`
	Check   check    `cmd:"" help:"Read all of a ledger or of a backup, and say what is wrong where."`
	Compact compact  `cmd:"" help:"Write a ledger's file anew without its free pages."`

	LogKey logKeyCommands `cmd:"" help:"Give the log another key."`
}

// talk is where a command speaks: results to out, all else to err.
type talk struct{ out, err io.Writer }

// Files of a ledger's directory.
const (
	ledgerName     = "ledger.db"
	checkpointName = "checkpoint"
	keyName        = "log.key"
	stateName      = "state"
	textsName      = "texts" // personal ones
)

type options struct {
	Data     string  `default:"./data" placeholder:"DIR" help:"directory of the ledger"`
	Listen   string  `default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"where to answer; by default on this machine alone"`
	Example  string  `placeholder:"NAME" help:"found this example if the directory has no ledger, else go on with it: ${examples}"`
	Forward  forward `placeholder:"TIME" help:"put the example's clock forward, by 20m, 48h or 10d: what falls due by then happens at once"`
	Recover  bool    `help:"open a ledger that is behind what this host has signed, to record that the rest is lost, or one whose key is lost, to record another; and for nothing else until then"`
	Requests bool    `help:"log every request to stderr"`
	TLSCert  string  `name:"tls-cert" placeholder:"FILE" help:"certificate to serve TLS with, and those that vouch for it, in PEM; read again when it changes"`
	TLSKey   string  `name:"tls-key" placeholder:"FILE" help:"the certificate's private key"`
	Settings string  `placeholder:"FILE" help:"JSON with what may change while the ledger is served, read again on SIGHUP: the provider of accounts at work, and what is logged"`
	Proxies  proxies `name:"behind-proxy" placeholder:"ADDRESS,…" help:"take requests without TLS from these proxies, which take them over TLS, and believe whom they say they ask for"`
	Mail     string  `placeholder:"FILE" help:"send messages to people of the board by the mail server that this file names, in JSON: host, port, username, password, from, and addresses by person; nobody else may read it"`
	Metrics  string  `placeholder:"ADDRESS" help:"answer Prometheus at /metrics there, such as 127.0.0.1:9090; nobody is asked who they are"`
	Snapshot uint32  `name:"snapshot-every" placeholder:"N" help:"keep a snapshot each N entries, so that a start replays no more than about as many: a smaller N starts sooner after a crash and writes more; by default ${snapshot}"`
}

// forward is a time as Go writes it, or with days before it: 20m, 48h, 10d, 1d12h.
type forward time.Duration

// UnmarshalText reads it.
func (f *forward) UnmarshalText(text []byte) error {
	days, rest, ok := strings.Cut(string(text), "d")
	if !ok {
		days, rest = "0", string(text)
	}
	n, err := strconv.ParseInt(days, 10, 64)
	if err != nil || n < -maxDays || n > maxDays {
		return fmt.Errorf("%q is not a time such as 20m, 48h or 10d", text)
	}
	d := time.Duration(0)
	if rest != "" || !ok {
		if d, err = time.ParseDuration(rest); err != nil {
			return fmt.Errorf("%q is not a time such as 20m, 48h or 10d", text)
		}
	}
	if n < 0 {
		d = -d
	}
	*f = forward(time.Duration(n)*24*time.Hour + d)
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the command without its process.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	collectLess()
	var c commands
	code := -1
	parser, err := kong.New(&c, kong.Name("concordatd"), kong.Description("Serves one ledger over HTTP, and keeps its data. What serving takes is in concordatd serve --help; the word serve may be left out.\n\n  concordatd --example greater-manchester\n  concordatd --data /srv/board --listen 127.0.0.1:9000\n  concordatd backup --data /srv/board /mnt/elsewhere/board-2026-11-22.backup"),
		kong.Vars{"examples": strings.Join(example.Names(), ", "), "snapshot": strconv.Itoa(journal.SnapshotEvery)}, kong.Writers(stdout, stderr), kong.Exit(func(c int) { code = c }))
	if err != nil {
		panic(err) // of our own options
	}
	k, err := parser.Parse(args)
	if code >= 0 { // --help
		return code
	}
	if err == nil {
		k.BindTo(ctx, (*context.Context)(nil))
		err = k.Run(talk{stdout, stderr})
	}
	if err != nil {
		fmt.Fprintf(stderr, "concordatd: %v\n", err)
		return api.ExitCouldNot
	}
	return api.ExitDone
}

// Run serves the ledger.
func (o *options) Run(ctx context.Context, t talk) error { return serve(ctx, *o, t.out, t.err) }

func serve(ctx context.Context, o options, stdout, stderr io.Writer) (err error) {
	if err := mayServe(o); err != nil {
		return err
	}
	// An address that can't be had founds nothing.
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGHUP)
	defer signal.Stop(again)
	use, err := readSettings(o)
	if err != nil {
		return err
	}
	level := new(slog.LevelVar)
	level.Set(use.level)
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	secure, err := serveTLS(o, log)
	if err != nil {
		return err
	}
	listener, err := listen(o)
	if err != nil {
		return err
	}
	served := false
	defer func() {
		if !served {
			err = errors.Join(err, listener.Close())
		}
	}()
	if err := found(o, stderr); err != nil {
		return err
	}
	l, err := open(o, log, stderr)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, l.journal.Close(), placeKeys(o.Data, l.journal.LogKey(), stderr))
	}()
	var post *outbox.Post
	if o.Mail != "" {
		if post, err = outbox.Open(o.Mail, filepath.Join(o.Data, "outbox")); err != nil {
			return fmt.Errorf("--mail: %w", err)
		}
	}
	s, err := server.New(server.Config{Journal: l.journal, Rules: l.rules, Clauses: l.clauses, CheckBundle: policy.CheckManifest, Log: log,
		SessionFile: filepath.Join(o.Data, "sessions"), InvitationFile: filepath.Join(o.Data, "invitations"), LinkFile: filepath.Join(o.Data, "links"), CalendarFile: filepath.Join(o.Data, "calendars"), WishFile: filepath.Join(o.Data, "wishes"), Work: use.provider, TextFile: filepath.Join(o.Data, textsName), TLS: secure, Proxies: o.Proxies, Pages: l.pages(log, post)})
	if err != nil {
		return err
	}
	stopControl := l.control(stderr)
	defer stopControl()
	if o.Metrics != "" {
		stop, err := serveMetrics(o.Metrics, s.Metrics(), stderr)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	if post != nil {
		defer l.mail(ctx, s, post, log)()
	}
	l.secure = secure != nil
	l.greet(ctx, listener.Addr(), stdout, stderr)
	stopped := make(chan error, 1)
	served = true
	go func() { stopped <- s.Serve(listener) }()
	for stop := false; !stop; {
		select {
		case err := <-stopped:
			return err
		case <-again:
			readAgain(o, level, s, stderr)
		case <-ctx.Done():
			stop = true
		}
	}
	fmt.Fprintln(stderr, "stopping: what was taken is finished first")
	end, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := s.Shutdown(end); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

// mayServe refuses what can be refused before anything is done.
func mayServe(o options) error {
	if ok, err := exists(o); ok || err != nil {
		return err
	}
	if o.Example == "" {
		return fmt.Errorf("there is no ledger in %s. Found an example there with --example NAME (%s), a ledger of your own with concordatd found, or name the directory of a ledger with --data DIR",
			o.Data, strings.Join(example.Names(), ", "))
	}
	if !slices.Contains(example.Names(), o.Example) {
		return fmt.Errorf("there is no example %q; the examples are %s", o.Example, strings.Join(example.Names(), ", "))
	}
	return nil
}

// exists reports whether there is a ledger to go on with. Founding makes it whole or
// not at all, so an empty file is what was left of one, and no place to found another.
func exists(o options) (bool, error) {
	path := filepath.Join(o.Data, ledgerName)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil && info.Size() == 0 {
		err = fmt.Errorf("%s is empty. If a ledger stood there, move the file away and put a backup in its place with concordatd restore; if none did, remove it", path)
	}
	return err == nil, err
}

// listen takes the address. Without TLS it takes none that others can reach, but
// through a proxy.
func listen(o options) (net.Listener, error) {
	listener, err := net.Listen("tcp", o.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program: stop that one, or choose another address with --listen 127.0.0.1:9000", o.Listen)
	}
	if err != nil {
		return nil, fmt.Errorf("can't listen on %s: %w", o.Listen, err)
	}
	if reachable(listener) && o.TLSCert == "" && len(o.Proxies) == 0 {
		return nil, errors.Join(fmt.Errorf("%s is reachable from other computers, without encryption: serve TLS with --tls-cert and --tls-key, or name the proxy that does with --behind-proxy", listener.Addr()), listener.Close())
	}
	return listener, nil
}

// found makes the example's ledger where there is none.
func found(o options, stderr io.Writer) error {
	if ok, err := exists(o); ok || err != nil {
		return err
	}
	fmt.Fprintf(stderr, "founding the example %s in %s\n", o.Example, o.Data)
	return example.Found(o.Data, o.Example, time.Now())
}

// greet says what is served, where, and what to do next. Where the ledger can't
// be read at present, as when the rules can't be run on what has fallen due, it
// says so: the server starts all the same, and says it to whoever asks.
func (l *opened) greet(ctx context.Context, at net.Addr, stdout, stderr io.Writer) {
	err := l.journal.Read(ctx, func(v ledger.View, now ledger.Time) error {
		parties, open := 0, []string{}
		for range v.Parties() {
			parties++
		}
		for ref, m := range v.MotionsBy(func(_ string, x ledger.Index) bool { return x.Status == ledger.MotionOpen }) {
			if m.Status == ledger.MotionOpen {
				open = append(open, ref)
			}
		}
		fmt.Fprintf(stdout, "%s: %d entries, %d parties\n", l.founded.Name, v.Size(), parties)
		if l.founded.Example != nil {
			fmt.Fprintf(stdout, "This is an example. Its people, keys and clock are not real: by that clock it is %s.\n", now.InWords())
		}
		if len(open) > 0 {
			fmt.Fprintf(stdout, "Open for votes: %s\n", strings.Join(open, ", "))
		}
		return nil
	})
	if err != nil {
		fmt.Fprintf(stdout, "%s: %d entries\n", l.founded.Name, l.journal.Head().Size)
		fmt.Fprintf(stderr, "concordatd: the ledger can't be read at present: %v\n", err)
	}
	if lost := l.journal.Lost(); lost != nil {
		there := l.journal.Head()
		fmt.Fprintf(stderr, "concordatd: LOST: this host has signed for %d entries, root %s, and has %d, root %s. Until that is recorded as ledger.recovered nothing else is taken.\n",
			lost.Size, lost.Root, there.Size, ledger.HashDigest(there.Root))
	}
	if l.keyless {
		fmt.Fprintf(stderr, "concordatd: NO KEY: this host does not have the key that signs for this ledger, with the code %s. Until another is recorded as log_key.changed nothing else is taken.\n", ledger.LogKeyCode(l.journal.LogKey()))
	}
	flags := ""
	url := address(at, l.secure)
	if url != "http://localhost:8080" {
		flags = " --server " + url
	}
	if l.founded.Example != nil && filepath.Clean(l.data) != "data" {
		flags += " --keys " + filepath.Join(l.data, "keys")
	}
	fmt.Fprintf(stdout, "Serving on %s, for browsers too; stop with Ctrl-C\nNext: go run ./clients/cmd/concordat%s status\n", url, flags)
}

// address is at as people type it.
func address(at net.Addr, secure bool) string {
	host, port, _ := net.SplitHostPort(at.String())
	if ip := net.ParseIP(host); ip.IsLoopback() || ip.IsUnspecified() {
		host = "localhost"
	}
	if secure {
		return "https://" + net.JoinHostPort(host, port)
	}
	return "http://" + net.JoinHostPort(host, port)
}
