// Package verifypage is the page on which anybody checks an evidence pack or an export in
// their own browser: a second verifier beside package verify, in another language and
// with WebCrypto for its cryptography.
//
// It is served as a page, and stands in every evidence pack as one file that opens from a
// disk. Nothing that it reads leaves it: as a file it forbids itself to open any
// connection (its content security policy begins default-src 'none').
//
// # What it checks
//
//	open.js        a ZIP file or an archive, in the one way of writing it
//	ledger.js      the five questions, of a whole ledger
//	signatures.js  of keys, passkeys, the log and witnesses
//	bytes.js       fingerprints, canonical JSON, check codes
//	page.js        shows what they came to
//
// The words for questions and failures are package verify's, and stand in the form as data.
//
// It does not run the rules, so question 3 is never answered with yes, nor does it say
// how many countersignatures are enough, which is a term of the MoU. It does not work out
// again what follows from an entry, or the sentences. Package verify does all of that.
package verifypage

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"concordat/clients/verify"
)

// Scripts are the page's modules, which import each other.
//
//go:embed *.js
var Scripts embed.FS

//go:embed page.css
var style string

//go:embed form.html
var form string

// Form is what the page asks for, where it answers, and the words that it answers in: data
// is no script, which a content security policy would have to allow.
var Form = form + `<script type="application/json" id="words">` + string(words()) + "</script>\n"

func words() []byte {
	type aspect struct {
		Key   string `json:"key"`
		Words string `json:"words"`
	}
	type failure struct {
		Says    string   `json:"says"`
		Aspects []aspect `json:"aspects"`
	}
	type codes struct {
		Near    string `json:"near"`
		Far     string `json:"far"`
		Nearest int    `json:"nearest"`
	}
	out := struct {
		Tool      string                  `json:"tool"`
		Questions []verify.Question       `json:"questions"`
		Failures  map[verify.Code]failure `json:"failures"`
		Codes     codes                   `json:"codes"`
	}{version(), verify.Questions, map[verify.Code]failure{}, codes{verify.CodeNear, verify.CodeFar, verify.CodeNearest}}
	for _, f := range verify.Failures {
		told := failure{Says: f.Says}
		for _, a := range f.Aspects() {
			told.Aspects = append(told.Aspects, aspect(a))
		}
		out.Failures[f.Code] = told
	}
	data, err := json.Marshal(out) // which leaves no < that could end the element
	if err != nil {
		panic(err) // it is all text
	}
	return data
}

// version names this page as it is: what a working paper says that it was made with.
func version() string {
	script, err := Script()
	if err != nil {
		panic(err) // all of it is embedded
	}
	h := sha256.Sum256([]byte(script))
	return fmt.Sprintf("Concordat, the page that checks a file, version %x", h[:8])
}

// modules are the scripts in an order in which none needs a later one.
var modules = []string{"bytes.js", "open.js", "signatures.js", "ledger.js", "page.js"}

// Script is the page's script as one, for which a browser asks once.
func Script() (string, error) { return Joined(Scripts, modules...) }

// Joined is modules as one script, in an order in which none needs a later one. No two of
// them may have a name in common. Each import stands on a line of its own.
func Joined(from fs.FS, modules ...string) (string, error) {
	var script strings.Builder
	for _, name := range modules {
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return "", err
		}
		for line := range strings.Lines(string(data)) {
			if strings.HasPrefix(line, "import ") {
				continue
			}
			script.WriteString(strings.TrimPrefix(line, "export "))
		}
	}
	return script.String(), nil
}

// HTML is the page as one file, which needs nothing else and fetches nothing.
func HTML() []byte {
	script, err := Script()
	if err != nil {
		panic(err) // all of it is embedded above
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-%s'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Check a file – Concordat</title>
<style>%s</style>
</head>
<body>
<header>Concordat</header>
<main>
<h1>Check a file</h1>
<p>This page checks an evidence pack on your own computer. It opens no connection, and nothing that you choose here leaves it.</p>
<noscript><p>This page needs JavaScript to check a file. Use the program concordat instead: concordat verify FILE</p></noscript>
%s</main>
<script type="module">%s</script>
</body>
</html>
`, sum(script), sum(style), style, Form, script)
	return b.Bytes()
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(h[:])
}
