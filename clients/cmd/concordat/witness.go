package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"concordat/clients/witness"
	"concordat/ledger"
	"concordat/ledger/merkle"
)

// stopTime is how long a request that was taken may go on after the witness was
// told to stop.
const stopTime = 10 * time.Second

type witnessServe struct {
	Dir    string `arg:"" name:"folder" help:"the witness's own folder, with its key and what it has cosigned; never put back from a backup"`
	Name   string `placeholder:"NAME" help:"make the witness, under a name that no other has, such as bury.example/witness"`
	Log    string `placeholder:"URL" help:"witness the ledger of this server too, under the key that it has now; or follow it where its key was changed"`
	LogKey string `placeholder:"VKEY" help:"the ledger's key, as both people who recorded it told you, where the one that the witness knows was lost"`
	Listen string `default:"127.0.0.1:8081" placeholder:"ADDRESS" help:"where to answer; by default on this machine alone"`
}

func (witnessServe) Help() string {
	return `
# make a witness for your party, and let it know the ledger
concordat witness serve bury-witness --name bury.example/witness --log http://127.0.0.1:8080
# go on with it
concordat witness serve bury-witness`
}

// shownWitness is a witness as this program writes it in JSON.
type shownWitness struct {
	Name string   `json:"name"`
	Key  string   `json:"key"` // c2sp.org/tlog-cosignature
	URL  string   `json:"url"`
	Logs []string `json:"logs"` // verifier keys
}

// Run serves the witness until it is stopped.
func (c *witnessServe) Run(s *session) (err error) {
	made, err := witness.Exists(c.Dir)
	if err != nil {
		return usage("%v", err)
	}
	switch {
	case made && c.Name != "":
		return usage("%s holds a witness already: leave --name out to go on with it, or name another folder", c.Dir)
	case !made && c.Name == "":
		return usage("%s holds no witness: make one with --name NAME", c.Dir)
	}
	// An address that can't be had, or a server that does not answer, makes nothing.
	listener, err := net.Listen("tcp", c.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return usage("%s is taken by another program: choose another address with --listen 127.0.0.1:9001", c.Listen)
	}
	if err != nil {
		return usage("can't listen on %s: %v", c.Listen, err)
	}
	served := false
	defer func() {
		if !served {
			err = errors.Join(err, listener.Close())
		}
	}()
	if c.Log != "" {
		s.Server = c.Log
		if err := s.open(); err != nil {
			return err
		}
	}
	if !made {
		err := witness.Create(c.Dir, c.Name, rand.Reader)
		if errors.Is(err, merkle.ErrMalformed) {
			return usage("--name: a witness's name has no spaces and no plus sign, as bury.example/witness")
		}
		if err != nil {
			return usage("%v", err)
		}
	}
	w, err := witness.Open(witness.Config{Dir: c.Dir, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return usage("%v", err)
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if c.Log != "" {
		if err := c.know(s, w); err != nil {
			return err
		}
	}
	if len(w.Logs()) == 0 {
		return usage("this witness knows no ledger: name the server of one with --log URL")
	}
	if at, ok := listener.Addr().(*net.TCPAddr); ok && !at.IP.IsLoopback() {
		s.say("%s is reachable from other computers, without encryption; what is cosigned is public", listener.Addr())
	}
	if err := c.show(s, w, listener); err != nil {
		return err
	}
	server := w.Server()
	stopped := make(chan error, 1)
	served = true
	go func() { stopped <- server.Serve(listener) }()
	select {
	case err := <-stopped:
		return err
	case <-s.ctx.Done():
	}
	end, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := server.Shutdown(end); err != nil {
		return err
	}
	if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// know makes the witness know the server's ledger; one that it knows by an earlier key
// it follows to the present one, if each handed over to the next, or if its owner
// says which it is.
func (c *witnessServe) know(s *session, w *witness.Witness) error {
	err := w.Know(s.ledger.VKey)
	if !errors.Is(err, witness.ErrOtherKey) {
		if err != nil {
			return usage("%v", err)
		}
		return nil
	}
	changes, failed := s.client.LogKeyChanges(s.ctx)
	if failed != nil {
		return failed
	}
	for _, from := range w.Logs() {
		key := from
		for _, change := range changes {
			if change.Old == key && (change.Reason != ledger.LogKeyLost || c.LogKey == s.ledger.VKey) {
				key = change.New
			}
		}
		if key != from && key == s.ledger.VKey {
			if err := w.Rekey(from, key); err != nil {
				return usage("%v", err)
			}
			s.say("this ledger's key was changed; the witness knows it by the new one, with the code %s", ledger.LogKeyCode(key))
			return nil
		}
	}
	return usage("%v; where that key was lost, ask both people who recorded it for the new one, and name it with --log-key", err)
}

func (c *witnessServe) show(s *session, w *witness.Witness, l net.Listener) error {
	shown := shownWitness{Name: w.Key().Name, Key: w.Key().String(), URL: "http://" + l.Addr().String(), Logs: w.Logs()}
	return s.answer(shown, func() {
		s.print("Witness %s", shown.Name)
		var f facts
		f.add("  Key", "%s", shown.Key)
		for _, vkey := range shown.Logs {
			f.add("  Ledger", "%s", vkey)
		}
		f.write(s.out, s.width)
		s.print("Answers on %s; stop with Ctrl-C", shown.URL)
		s.say("to have it named, your officer runs: %s", s.command("witness", "name", shown.Key, "--url", shown.URL))
	})
}
