package passkey_test

import (
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"concordat/clients/web/passkey"
)

// browser is Chromium. Where none is installed the test is skipped, but not in CI.
func browser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium is installed, which CI tests pages with")
		}
		t.Skip("no Chromium is installed: pages are not tested")
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir())}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(cancel)
	ctx, closeAll := chromedp.NewContext(ctx, chromedp.WithAllocatorOptions(options...))
	t.Cleanup(closeAll)
	return ctx
}

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
