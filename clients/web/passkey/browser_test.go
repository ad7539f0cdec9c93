package passkey_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"testing"

	"concordat/clients/web/passkey"
)

// scripts serves the modules, with an empty page beside them.
func scripts(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("GET /script/", http.StripPrefix("/script/", http.FileServerFS(passkey.Scripts)))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'")
		w.Write([]byte("<!doctype html><html lang=en><title>Scripts</title>"))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// All of it fits into one answer over a slow line: 8 KB, compressed.
func TestScriptsAreSmall(t *testing.T) {
	total := 0
	err := fs.WalkDir(passkey.Scripts, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(passkey.Scripts, path)
		total += packed(t, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if total == 0 || total > 8<<10 {
		t.Errorf("%d bytes, compressed one by one", total)
	}
	t.Logf("%d bytes, compressed one by one", total)
}
