// Command witnesscheck is a witness of another make, that of
// github.com/transparency-dev/witness, and another reader of cosignatures, that of
// github.com/transparency-dev/formats. It shares no code with the product.
//
//	witnesscheck serve NAME LOGKEY        be a witness of that log, on a free port of
//	                                      this machine, until standard input ends; the
//	                                      first two lines are its key and its URL
//	witnesscheck verify LOGKEY KEY... <CHECKPOINT
//	                                      each of the keys must have cosigned it
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/witness/persistence/inmemory"
	"github.com/transparency-dev/witness/witness"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	flag.Parse()
	err := errors.New("usage: witnesscheck serve NAME LOGKEY | verify LOGKEY KEY...")
	switch args := flag.Args(); {
	case len(args) == 3 && args[0] == "serve":
		err = serve(args[1], args[2])
	case len(args) > 2 && args[0] == "verify":
		err = verify(args[1], args[2:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "witnesscheck:", err)
		os.Exit(1)
	}
}

func serve(name, logKey string) error {
	ctx := context.Background()
	ofLog, err := note.NewVerifier(logKey)
	if err != nil {
		return err
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return err
	}
	if vkey, err = fnote.VKeyToCosignatureV1(vkey); err != nil {
		return err
	}
	signer, err := fnote.NewSignerForCosignatureV1(skey)
	if err != nil {
		return err
	}
	w, err := witness.New(ctx, witness.Opts{
		Persistence: inmemory.New(), Signers: []note.Signer{signer},
		VerifierForLog: func(_ context.Context, origin string) (note.Verifier, bool, error) {
			return ofLog, origin == ofLog.Name(), nil
		},
	})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", witness.NewHTTPHandler(w).AddCheckpoint)
	go http.Serve(l, mux)
	fmt.Printf("%s\nhttp://%s\n", vkey, l.Addr())
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func verify(logKey string, keys []string) error {
	msg, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	ofLog, err := note.NewVerifier(logKey)
	if err != nil {
		return err
	}
	var witnesses []note.Verifier
	for _, k := range keys {
		v, err := fnote.NewVerifierForCosignatureV1(k)
		if err != nil {
			return err
		}
		witnesses = append(witnesses, v)
	}
	c, _, n, err := log.ParseCheckpoint(msg, ofLog.Name(), ofLog, witnesses...)
	if err != nil {
		return err
	}
	if len(n.Sigs) != 1+len(keys) {
		return fmt.Errorf("%d of %d have cosigned", len(n.Sigs)-1, len(keys))
	}
	for _, s := range n.Sigs[1:] {
		at, err := fnote.CoSigV1Timestamp(s)
		if err != nil {
			return err
		}
		fmt.Printf("%s %d %d\n", s.Name, c.Size, at.Unix())
	}
	return nil
}
