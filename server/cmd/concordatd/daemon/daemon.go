// Package daemon is what concordatd does, without its process: so that tests serve
// ledgers inside their own, where the rules are compiled once for all of them.
package daemon

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
	Settings string  `placeholder:"FILE" help:"JSON with what may change while the ledger is served, read again on SIGHUP: the provider of accounts at work, whom people may ask, until when the service is closed for planned work, and what is logged"`
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

// Main is the command's process.
func Main() {
	collectLess()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	os.Exit(Run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// Run is the command without its process, which ends with the code that it gives.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
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
	l.secure, l.at = secure != nil, listener.Addr()
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
		SessionFile: filepath.Join(o.Data, "sessions"), InvitationFile: filepath.Join(o.Data, "invitations"), LinkFile: filepath.Join(o.Data, "links"), CalendarFile: filepath.Join(o.Data, "calendars"), WishFile: filepath.Join(o.Data, "wishes"), CosignedFile: filepath.Join(o.Data, "cosigned"), Work: use.provider, Help: use.help, Maintenance: use.maintenance, TextFile: filepath.Join(o.Data, textsName), TLS: secure, Proxies: o.Proxies, Site: l.site(), Pages: l.pages(log, post)})
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
	l.greet(ctx, l.at, stdout, stderr)
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
