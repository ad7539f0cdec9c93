package daemon

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// browser is a client that keeps cookies and follows no redirection by itself.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// page gives the status and the body of an answer, and where it leads.
func page(t *testing.T, res *http.Response, err error) (status int, body, location string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data), res.Header.Get("Location")
}

// The pages stand beside the API, and log in as anybody of an example; a form without
// the token of the session does nothing.
func TestPages(t *testing.T) {
	_, at, stop := served(t, "--data", filepath.Join(t.TempDir(), "data"), "--example", "cheshire-warrington-wirral", "--listen", "127.0.0.1:0")
	defer stop()
	c := browser(t)
	get := func(path string) (int, string, string) {
		res, err := c.Get(at + path)
		return page(t, res, err)
	}
	post := func(path string, form url.Values) (int, string, string) {
		res, err := c.PostForm(at+path, form)
		return page(t, res, err)
	}
	if status, _, to := get("/"); status != http.StatusSeeOther || to != "/log-in?next=%2F" {
		t.Errorf("/ answers %d, %q to nobody", status, to)
	}
	if status, body, _ := get("/log-in?next=%2F"); status != http.StatusOK || !strings.Contains(body, "This is an example") || !strings.Contains(body, "<option>secretary</option>") {
		t.Errorf("%d %s", status, body)
	}
	if status, body, _ := post("/log-in", url.Values{"person": {"../log"}, "next": {"/"}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, "<title>Error: Log in") {
		t.Errorf("%d %s", status, body)
	}
	if status, body, to := post("/log-in", url.Values{"person": {"secretary"}, "next": {"//elsewhere.example/"}}); status != http.StatusSeeOther || to != "/" {
		t.Fatalf("%d %q %s", status, to, body)
	}
	status, body, _ := get("/")
	if status != http.StatusOK || strings.Count(body, "<h1") != 1 || !strings.Contains(body, "secretary") {
		t.Errorf("%d %s", status, body)
	}
	token := regexp.MustCompile(`name="form_token" value="([^"]+)"`).FindStringSubmatch(body)
	if token == nil {
		t.Fatalf("no form has a token: %s", body)
	}
	if status, _, _ := post("/log-out", nil); status != http.StatusForbidden {
		t.Errorf("logged out by a form without a token: %d", status)
	}
	if status, _, to := post("/log-out", url.Values{"form_token": {token[1]}}); status != http.StatusSeeOther || to != "/log-in" {
		t.Errorf("%d %q", status, to)
	}
	if status, _, _ := get("/"); status != http.StatusSeeOther {
		t.Errorf("still logged in: %d", status)
	}
	if status, body, _ := get("/nowhere"); status != http.StatusNotFound || !strings.Contains(body, "Page not found") {
		t.Errorf("%d %s", status, body)
	}
	// What the API has stays the API's.
	if status, body, _ := get("/api/v1/nowhere"); status != http.StatusNotFound || !strings.HasPrefix(body, "{") {
		t.Errorf("%d %s", status, body)
	}
	if status, body, _ := post("/api/v1/motions", nil); status != http.StatusMethodNotAllowed || !strings.HasPrefix(body, "{") {
		t.Errorf("%d %s", status, body)
	}
}
