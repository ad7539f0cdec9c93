package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"concordat/clients/verify"
)

// tileChecker is where testdata/tilecheck was built. It is a module of its own: the
// libraries that it reads a log with are no part of this one.
var tileChecker = sync.OnceValues(func() (string, error) {
	path := filepath.Join(shared.dir, "tilecheck")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Dir = filepath.Join("testdata", "tilecheck")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

func tilecheck(ts *testscript.TestScript, neg bool, args []string) {
	path, err := tileChecker()
	ts.Check(err)
	switch err := ts.Exec(path, args...); {
	case err != nil && !neg:
		ts.Fatalf("the log does not hold: %v", err)
	case err == nil && neg:
		ts.Fatalf("the log holds")
	}
}

// served holds the server's answers against the files of a folder.
func served(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: served FOLDER")
	}
	folder := ts.MkAbs(args[0])
	src, err := verify.OpenDir(folder)
	ts.Check(err)
	files, _, err := src.List()
	ts.Check(err)
	for _, path := range files {
		data, err := os.ReadFile(filepath.Join(folder, path))
		ts.Check(err)
		res, err := http.Get(ts.Getenv("CONCORDAT_SERVER") + "/" + path)
		ts.Check(err)
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		ts.Check(err)
		kind, kept := "application/octet-stream", "public, max-age=31536000, immutable"
		if path == "checkpoint" {
			kind, kept = "text/plain; charset=utf-8", "public, no-cache"
		}
		if res.StatusCode != http.StatusOK || !bytes.Equal(body, data) {
			ts.Fatalf("%s: status %d, %d bytes, in the folder %d", path, res.StatusCode, len(body), len(data))
		}
		if k, c := res.Header.Get("Content-Type"), res.Header.Get("Cache-Control"); k != kind || c != kept {
			ts.Fatalf("%s: Content-Type %q, Cache-Control %q", path, k, c)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs("served"), []byte(strings.Join(files, "\n")+"\n"), 0o600))
}
