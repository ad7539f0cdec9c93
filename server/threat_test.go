package server_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"concordat/server"
	"concordat/server/api"
)

// Each test that the threat model names is there, and each of those who might want
// otherwise has one.
func TestThreatModel(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, model, found := strings.Cut(string(doc), "// # Threat model\n")
	if !found {
		t.Fatal("the package comment has no threat model")
	}
	named := regexp.MustCompile(`\b([a-z/]+)\.((?:Test|Fuzz)[A-Za-z0-9]+)\b`)
	for _, who := range []string{"An outsider ", "A board member ", "A party ", "The secretary ", "The chair ", "The host ", "A thief of the disk ", "A thief of the log's key ", "A thief of a phone ", "The provider of work accounts "} {
		_, theirs, found := strings.Cut(model, "\n// "+who)
		if theirs, _, _ = strings.Cut(theirs, "\n//\n"); !found || !named.MatchString(theirs) || !strings.Contains(theirs, "//   - Can ") || !strings.Contains(theirs, "//   - Cannot ") {
			t.Errorf("of %swhat can and cannot be done, and what shows it, is not told", who)
		}
	}
	all := named.FindAllStringSubmatch(model, -1)
	if len(all) < 40 {
		t.Errorf("%d tests are named", len(all))
	}
	sources := map[string]string{}
	for _, m := range all {
		if _, read := sources[m[1]]; !read {
			files, err := filepath.Glob(filepath.Join("..", m[1], "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				sources[m[1]] += string(data)
			}
		}
		if !strings.Contains(sources[m[1]], "\nfunc "+m[2]+"(") {
			t.Errorf("%s has no %s", m[1], m[2])
		}
	}
	if words := regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z][A-Za-z0-9]+`).FindAllString(model, -1); len(words) != len(all) {
		t.Errorf("%d tests are named and %d with their package", len(words), len(all))
	}
}

// Whatever goes wrong, neither log nor answers have in them what somebody logs in with.
func TestNothingSecretIsLogged(t *testing.T) {
	var log bytes.Buffer // written by the server alone, one request after the other
	b := newBoard(t, func(s *server.Server) {
		server.LogTo(s, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		server.Misbehave(s, nil, nil)
	})
	signed := b.login("bury-member")
	var token api.Token
	b.do("POST", api.PathLogin, "", signed).into(http.StatusOK, &token)
	cookie, form := b.browser("bury-member")
	_, secret, _ := strings.Cut(cookie, "=")
	secrets := map[string]string{"token": token.Token, "session": token.Session, "cookie": secret, "form token": form, "log-in": string(signed), "token's signature": token.Token[strings.LastIndex(token.Token, ".")+1:]}
	answers := []answer{
		b.do("GET", api.Base+"/panic", token.Token, nil, "Cookie", cookie),
		b.do("GET", api.PathPeople+"?token="+token.Token+"&session="+token.Session, token.Token, nil),
		b.do("GET", api.PathPeople, token.Token+"x", nil),
		b.do("GET", api.PathPeople, token.Session, nil),
		b.do("POST", api.PathLogout, "", nil, "Cookie", cookie, api.FormHeader, form+"x"),
		b.do("POST", api.PathLogin, "", signed),
		b.do("POST", api.PathStatements, token.Token, signed),
		b.do("POST", api.PathRefresh, "", encode(t, api.Refresh{Session: token.Session + "x"})),
		b.do("POST", api.PathLogout, token.Token, nil),
		b.do("GET", api.PathPeople, token.Token, nil),
	}
	address, kept := b.goes("")
	came := sharedTeller().lets(t, address, "nobody's", b.world.now())
	secrets["client's secret"], secrets["what a browser keeps"] = sharedTeller().client, kept
	secrets["state"] = came.State
	answers = append(answers, b.comes(kept+"x", came), b.comes(kept, came), b.comes(kept, came), b.comes(kept, api.WorkReturn{State: came.State, Code: came.Code + "x"}),
		b.do("GET", api.PageWorkReturn+"?state="+came.State+"&code="+came.Code, "", nil))
	if err := b.server.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	if log.Len() < 1000 || !strings.Contains(log.String(), "panic") {
		t.Errorf("the log has %d bytes", log.Len())
	}
	for name, secret := range secrets {
		if len(secret) < 40 {
			t.Fatalf("%s is %q", name, secret)
		}
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has a %s", name)
		}
		for i, a := range answers {
			if bytes.Contains(a.body, []byte(secret)) {
				t.Errorf("answer %d has a %s: %s", i, name, a.body)
			}
		}
	}
}
