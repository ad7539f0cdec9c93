package daemon

import (
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"concordat/clients/sdk"
	"concordat/clients/web"
	"concordat/clients/web/outbox"
	"concordat/server"
	"concordat/server/auth"
)

// pages are those for people, over the API. An example's have the keys of its people;
// a real ledger's have nobody's, whatever lies in its directory.
func (l *opened) pages(log *slog.Logger, post *outbox.Post) server.Pages {
	return func(ask http.RoundTripper) (server.PageHandler, error) {
		c := web.Config{Ask: ask, Origin: l.site(), Log: log, Post: post}
		if l.founded.Example != nil {
			c.Example = exampleKeys{filepath.Join(l.data, "keys")}
		}
		var err error
		if c.Drafts, err = auth.OpenDrafting(filepath.Join(l.data, "drafts")); err != nil {
			return nil, err
		}
		return web.New(c)
	}
}

// exampleKeys is the folder with the keys of an example's people.
type exampleKeys struct{ dir string }

// People lists whose keys there are.
func (k exampleKeys) People() ([]string, error) {
	files, err := filepath.Glob(filepath.Join(k.dir, "*.key"))
	if err != nil {
		return nil, err
	}
	var people []string
	for _, f := range files {
		people = append(people, strings.TrimSuffix(filepath.Base(f), ".key"))
	}
	slices.Sort(people)
	return people, nil
}

// Key reads the key of somebody whom People lists.
func (k exampleKeys) Key(person string) (sdk.Key, error) {
	return sdk.ReadKey(filepath.Join(k.dir, person+".key"))
}
