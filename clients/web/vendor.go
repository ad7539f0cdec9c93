//go:build ignore

// Vendor puts the NHS design system's compiled files into assets, and the fixtures
// that the components are held against into testdata. It takes them from the npm
// package of one version, whose bytes it checks, and leaves out what is not ours to
// serve: the NHS logo and icons made of it, and the font, whose licence is tied to
// one organisation and which would be fetched from elsewhere.
//
//	go generate ./clients/web
//
// With the argument axe it puts the accessibility checker that the tests run in a
// browser into testdata, from where it is not kept in this repository.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// pack is one version of an npm package, and the SHA-512 of its archive.
type pack struct{ name, version, integrity string }

var (
	nhsuk = pack{"nhsuk-frontend", "10.6.1", "PZorqQZjZx/A26yJoskCL9z0ib6AtkAyF0o4K/RHr8zRrJyXrUOCnMbjy0VNXsGO4tfTNMwqlkwATKs4a0xayw=="}
	axe   = pack{"axe-core", "4.14.1", "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="}
)

const dist = "package/dist/nhsuk/"

// files are those that pages load, by what they are called here.
var files = map[string]string{
	"nhsuk-frontend.min.css":              "nhsuk-frontend-" + nhsuk.version + ".min.css",
	"nhsuk-frontend.min.js":               "nhsuk-frontend-" + nhsuk.version + ".min.js",
	"images/nhsuk-icon-arrow-down.svg":    "assets/images/nhsuk-icon-arrow-down.svg",
	"images/nhsuk-icon-arrow-up.svg":      "assets/images/nhsuk-icon-arrow-up.svg",
	"images/nhsuk-icon-arrow-up-down.svg": "assets/images/nhsuk-icon-arrow-up-down.svg",
	"images/nhsuk-icon-cross.svg":         "assets/images/nhsuk-icon-cross.svg",
}

// fixtures are those that component_test.go renders, by component: the first of a name, or
// that with a description, in brackets after it.
var fixtures = map[string][]string{
	"back-link":       {"default"},
	"button":          {"default", "with double click prevented", "secondary", "reverse", "warning", "as a link"},
	"card":            {"default", "feature", "warning"},
	"checkboxes":      {"with hint", "with hints on items", "with error message and hint", "without heading", "with error message, without heading"},
	"code":            {"button (with secondary)"},
	"contents-list":   {"default"},
	"details":         {"default"},
	"error-summary":   {"default", "without error link"},
	"file-upload":     {"without heading", "with error message and hint, without heading", "with multiple"},
	"footer":          {"with meta links"},
	"header":          {"with service name, account inline (logged in)", "with service name, account inline (logged out)", "with navigation"},
	"heading":         {"text and caption (with size L)"},
	"inset-text":      {"default"},
	"input":           {"example address line 1", "with error message, without heading"},
	"pagination":      {"numbered", "numbered first page", "numbered last page", "numbered with many pages"},
	"panel":           {"default", "interruption"},
	"radios":          {"default", "with hints on items", "with error message", "with error message and hint", "without heading"},
	"scroll":          {"default"},
	"select":          {"without heading", "with error message, without heading"},
	"skip-link":       {"default"},
	"summary-list":    {"with actions"},
	"tables":          {"default (responsive)", "with numeric format"},
	"tag":             {"default", "without colour"},
	"task-list":       {"default"},
	"textarea":        {"without heading", "with error message, without heading", "with error message and hint, without heading"},
	"warning-callout": {"default"},
}

var (
	fontFaces = regexp.MustCompile(`@font-face\{[^}]*\}`)
	logo      = regexp.MustCompile(`(?s)<svg class="nhsuk-header__logo".*?</svg>`)
	sourceMap = regexp.MustCompile(`(?m)^(/\*# sourceMappingURL=.*\*/|//# sourceMappingURL=.*)$\n?`)
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("vendor: ")
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	if len(os.Args) > 1 && os.Args[1] == "axe" {
		files, err := axe.download()
		if err != nil {
			return err
		}
		return write(filepath.Join("testdata", "axe.min.js"), files["package/axe.min.js"])
	}
	pack, err := nhsuk.download()
	if err != nil {
		return err
	}
	for name, from := range files {
		data, ok := pack[dist+from]
		if !ok {
			return fmt.Errorf("the package has no %s", from)
		}
		if strings.HasSuffix(name, ".css") {
			data = fontFaces.ReplaceAll(data, nil)
			// Beside the style sheet, wherever that is served.
			data = bytes.ReplaceAll(data, []byte("url(/assets/images/"), []byte("url(images/"))
		}
		data = sourceMap.ReplaceAll(data, nil)
		if bytes.Contains(data, []byte("https://assets.nhs.uk")) {
			return fmt.Errorf("%s still fetches from elsewhere", from)
		}
		if err := write(filepath.Join("assets", name), data); err != nil {
			return err
		}
	}
	for component, names := range fixtures {
		if err := writeFixtures(pack, component, names); err != nil {
			return err
		}
	}
	return nil
}

// download gives the files of the package, having checked its bytes.
func (p pack) download() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "vendor-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	c := exec.Command("npm", "pack", "--silent", p.name+"@"+p.version)
	c.Dir, c.Stderr = dir, os.Stderr
	if err := c.Run(); err != nil {
		return nil, fmt.Errorf("npm pack: %w", err)
	}
	packed, err := os.ReadFile(filepath.Join(dir, p.name+"-"+p.version+".tgz"))
	if err != nil {
		return nil, err
	}
	if sum := sha512.Sum512(packed); base64.StdEncoding.EncodeToString(sum[:]) != p.integrity {
		return nil, fmt.Errorf("the package is not the one that was looked at: its SHA-512 is %s", base64.StdEncoding.EncodeToString(sum[:]))
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if all[h.Name], err = io.ReadAll(r); err != nil {
			return nil, err
		}
	}
}

func writeFixtures(pack map[string][]byte, component string, names []string) error {
	var all struct {
		Fixtures []map[string]any `json:"fixtures"`
	}
	if err := json.Unmarshal(pack[dist+"components/"+component+"/fixtures.json"], &all); err != nil {
		return fmt.Errorf("fixtures of %s: %w", component, err)
	}
	var kept []map[string]any
	for _, f := range all.Fixtures {
		name := f["name"].(string)
		described := fmt.Sprintf("%s (%s)", name, f["description"])
		if slices.Contains(names, described) {
			name = described
		}
		if slices.Contains(names, name) && !slices.ContainsFunc(kept, func(k map[string]any) bool { return k["name"] == name }) {
			kept = append(kept, map[string]any{"name": name, "html": logo.ReplaceAllString(f["html"].(string), "")})
		}
	}
	if len(kept) != len(names) {
		var have []string
		for _, f := range all.Fixtures {
			have = append(have, f["name"].(string))
		}
		return fmt.Errorf("fixtures of %s: of %q only %d are there, among %q", component, names, len(kept), have)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(kept); err != nil {
		return err
	}
	return write(filepath.Join("testdata", "fixtures", component+".json"), b.Bytes())
}

func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
