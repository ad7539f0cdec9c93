package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"concordat/clients/web/passkey"
	"concordat/clients/web/verifypage"
)

//go:embed assets
var assetFiles embed.FS

// assetTypes are all that there are. What is none of them is not served.
var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// assets are served under a path with the hash of all of them in it, so that a
// browser keeps each for ever and never mixes two versions. They name each other by
// relative paths.
type assets struct {
	root  string // /assets/HASH
	files map[string]asset
}

// scripts are those of single pages, by their path. Those that sign have modules, which
// tests look into.
var scripts = map[string]func() (string, error){
	"verify/page.js":   verifypage.Script,
	"passkey/sign.js":  signing("sign.js"),
	"passkey/login.js": signing("login.js"),
	"passkey/enrol.js": signing("enrol.js"),
}

func signing(page string) func() (string, error) {
	return func() (string, error) {
		return verifypage.Joined(passkey.Scripts, "canonical.js", "device.js", "statement.js", page)
	}
}

// forReaders of the modules are comments, which stand on lines of their own, empty lines and
// indentation.
var forReaders = regexp.MustCompile(`(?m)^ *((//.*)?\n)?`)

type asset struct {
	kind         string
	data, packed []byte
}

func newAssets() (*assets, error) {
	a := &assets{files: map[string]asset{}}
	sum := sha256.New()
	put := func(name, kind string, data []byte) error {
		fmt.Fprintf(sum, "%s %x\n", name, sha256.Sum256(data))
		packed, err := pack(data)
		a.files[name] = asset{kind, data, packed}
		return err
	}
	add := func(from fs.FS, under string) error {
		return fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			kind, ok := assetTypes[path.Ext(name)]
			if !ok {
				return nil
			}
			data, err := fs.ReadFile(from, name)
			if err != nil {
				return err
			}
			return put(under+name, kind, data)
		})
	}
	own, err := fs.Sub(assetFiles, "assets")
	if err == nil {
		err = errors.Join(add(own, ""), add(passkey.Scripts, "passkey/"))
	}
	// What a page asks for is one file, whatever it is written in: a telephone waits for each.
	for _, name := range slices.Sorted(maps.Keys(scripts)) {
		joined, fault := scripts[name]()
		err = errors.Join(err, fault, put(name, assetTypes[".js"], []byte(forReaders.ReplaceAllString(joined, ""))))
	}
	a.root = "/assets/" + hex.EncodeToString(sum.Sum(nil)[:8])
	return a, err
}

func pack(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

// ServeHTTP answers for /assets/. What has another hash is gone.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, a.root+"/")
	file, known := a.files[name]
	if !ok || !known {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	// Whoever asks gets the same.
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		w.Write(file.packed)
		return
	}
	w.Write(file.data)
}

func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" {
			return strings.ReplaceAll(weight, " ", "") != "q=0"
		}
	}
	return false
}
