package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

// globals are the flags of every command.
type globals struct {
	Server  string `placeholder:"URL" default:"http://127.0.0.1:8080" env:"CONCORDAT_SERVER" help:"the server to speak to"`
	As      string `placeholder:"NAME" help:"act as this person: a key file, or the name of one in the keys folder"`
	Keys    string `placeholder:"DIR" default:"data/keys" env:"CONCORDAT_KEYS" help:"where --as looks for NAME.key"`
	State   string `placeholder:"DIR" env:"CONCORDAT_STATE" help:"where the last checkpoints seen are kept; default concordat in your configuration folder"`
	JSON    bool   `name:"json" help:"answer in JSON, in the API's own shapes; money in pence"`
	NoColor bool   `help:"no colour (or NO_COLOR)"`
	NoInput bool   `help:"never ask; do what the command says"`
}

// session is one run of one command.
type session struct {
	globals
	*terminal
	ctx    context.Context
	client *sdk.Client
	ledger api.Ledger // as it was when the command began

	about     about  // the statement at hand, once there is one
	sheetRows *sheet // the spreadsheet whose rows are its lines
}

// usageError says that the command was used wrongly, or can't run as it is.
type usageError struct{ words string }

func (e *usageError) Error() string { return e.words }

func usage(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// oneOf refuses a word that is none of a list; an empty one passes.
func oneOf(what, word string, of ...string) error {
	if word == "" || slices.Contains(of, word) {
		return nil
	}
	return usage("%s is %s, not %q%s", what, strings.Join(of[:len(of)-1], ", ")+" or "+of[len(of)-1], word, didYouMean(word, of))
}

// refusal is a refusal that is known before anything is sent, in the words that
// the server would use.
func refusal(code ledger.Code, format string, args ...any) error {
	return api.NewProblem(code, fmt.Sprintf(format, args...))
}

// stateDir is where this computer keeps what it has seen.
func (s *session) stateDir() string {
	if s.State != "" {
		return s.State
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "concordat")
}

// key is the key that --as names.
func (s *session) key() (*sdk.Key, error) {
	path := s.keyFile()
	k, err := sdk.ReadKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage("there is no key file %s%s", path, didYouMean(s.As, s.names()))
	}
	if err != nil {
		return nil, usage("%v", err)
	}
	return &k, nil
}

// confirming reads what somebody else is about to state, and gives the key of the person
// who confirms it.
func (s *session) confirming(file string, body any) (*sdk.Key, error) {
	if err := s.inputJSON(file, body); err != nil {
		return nil, err
	}
	if err := s.openAs(); err != nil {
		return nil, err
	}
	return s.key()
}

// names are the people with a key file in the keys folder.
func (s *session) names() []string {
	files, _ := filepath.Glob(filepath.Join(s.Keys, "*.key")) // none to suggest is no error
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".key")
	}
	return files
}

// open reaches the server, checks that it shows the ledger that it showed before
// and that this has only grown, and says once if it is an example.
func (s *session) open() error {
	o := sdk.Options{StateDir: s.stateDir()}
	if s.As != "" {
		k, err := s.key()
		if err != nil {
			return err
		}
		o.Key = k
	}
	if o.StateDir == "" {
		s.say("nowhere to keep what is seen, so a changed history can't be noticed: name a folder with --state")
	}
	var err error
	if s.client, err = sdk.New(s.Server, o); err != nil {
		return usage("%v", err)
	}
	if s.ledger, err = s.client.Ledger(s.ctx); err != nil {
		return err
	}
	for _, c := range s.client.LogKeysFollowed() {
		s.say("the key of this ledger was changed in entry %d (%s), as the key that you knew it by has signed; the new one has the code %s", c.Entry, c.Reason, ledger.LogKeyCode(c.New))
	}
	if w := s.ledger.Witnessing; w != nil && w.Disputed {
		s.say("A WITNESS DISPUTES THIS LEDGER: it may have been forked, or put back to an older copy; ask the secretary before you rely on it or sign")
	}
	if s.ledger.Example != nil {
		s.say("example %s: its people, keys and clock are not real", s.ledger.Example.Name)
	} else if s.client.FirstVisit() {
		s.say("first visit to the ledger %s: its key is kept from now on; compare its founding code %s with your officer's", s.ledger.Origin, s.ledger.FoundingCode)
	}
	return nil
}

// openAs is open for commands that sign.
func (s *session) openAs() error {
	if s.As == "" {
		return usage("say who you are: --as NAME, where NAME.key lies in %s, or --as with the path of your key file", s.Keys)
	}
	return s.open()
}

// answer writes v as JSON, or has human write it for people.
func (s *session) answer(v any, human func()) error {
	if !s.JSON {
		human()
		return nil
	}
	return writeJSON(s.out, v)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// title writes a reference and what it is the reference of.
func (s *session) title(ref, text string) {
	facts{{ref, text}}.write(s.out, s.width)
}

// print writes a line, or several where it is too wide. One word, such as a key, is
// left whole.
func (s *session) print(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	if length(line) <= s.width || len(strings.Fields(line)) < 2 {
		fmt.Fprintln(s.out, line)
		return
	}
	s.paragraph(length(line)-length(strings.TrimLeft(line, " ")), line)
}

// paragraph writes a text as wide as the terminal is, indented.
func (s *session) paragraph(indent int, text string) {
	for _, l := range wrap(text, s.width-indent) {
		fmt.Fprintln(s.out, strings.Repeat(" ", indent)+l)
	}
}

func (s *session) heading(text string) {
	s.print("")
	s.print("%s", text)
}

// next names the command to go on with.
func (s *session) next(args ...string) { s.say("next: %s", s.command(args...)) }

// command is a command line like this one, for the same server and person.
func (s *session) command(args ...string) string {
	line := "concordat " + strings.Join(args, " ")
	if s.Server != "http://127.0.0.1:8080" && os.Getenv("CONCORDAT_SERVER") == "" {
		line += " --server " + s.Server
	}
	return line
}

// commandAs is command for what must be signed.
func (s *session) commandAs(args ...string) string {
	if s.As != "" {
		args = append(args, "--as", s.As)
	}
	return s.command(args...)
}

// state signs a statement, has it recorded and says so. What it says is shown
// and confirmed first, and nothing else is signed.
func (s *session) state(kind, party string, body any, question string, yes bool) (sdk.Recorded, error) {
	s.about = aboutOf(kind, body)
	if party != "" {
		s.about.named["PARTY"] = party
	}
	sentence, err := s.client.Sentence(s.ctx, kind, party, body)
	if err != nil {
		return sdk.Recorded{}, err
	}
	if s.asks && !yes {
		s.say("you are about to sign: %s", sentence)
	}
	if !s.confirm(question, yes) {
		return sdk.Recorded{}, usage("nothing was signed, and nothing is recorded")
	}
	return s.client.State(s.ctx, kind, party, body, sentence)
}

// stateFor states something for a party, or for the person alone.
func (s *session) stateFor(party, kind, title string, body any, yes bool, next ...string) error {
	done, err := s.state(kind, party, body, "Sign and send?", yes)
	if err != nil {
		return err
	}
	if err := s.recorded(title, done); err != nil {
		return err
	}
	s.next(next...)
	return nil
}

// stateMeeting is stateFor for what the person states for no party.
func (s *session) stateMeeting(kind, title string, body any, yes bool, next ...string) error {
	return s.stateFor("", kind, title, body, yes, next...)
}

// recorded says what is now on the ledger. title is what happened in two words.
func (s *session) recorded(title string, done sdk.Recorded) error {
	return s.answer(done.Receipt, func() {
		s.print("%s", title)
		var f facts
		f.add("  Says", "%s", done.Sentence)
		f.add("  Entry", "%s", thousands(done.Entry))
		f.add("  Time", "%s", when(done.Time))
		f.add("  Check code", "%s", done.CheckCode)
		f.write(s.out, s.width)
	})
}

// input reads a file, or standard input for -.
func (s *session) input(path string) ([]byte, error) { return s.inputUpTo(path, 1<<20) }

func (s *session) inputUpTo(path string, limit int64) ([]byte, error) {
	r := s.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, usage("%v", err)
		}
		defer f.Close()
		r = f
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, usage("read %s: %v", path, err)
	}
	if int64(len(data)) > limit {
		return nil, refusal(ledger.CodeTooLarge, "%s is longer than %d MiB", path, limit>>20)
	}
	return data, nil
}

// inputJSON reads JSON, with any spacing, and refuses names that it does not know.
func (s *session) inputJSON(path string, v any) error {
	data, err := s.input(path)
	if err != nil {
		return err
	}
	return decodeJSON(path, data, v)
}

func decodeJSON(path string, data []byte, v any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Type.Kind() == reflect.Int64:
		return usage("%s: %s is a whole number, and money is in pence (£500.00 is 50000): not a %s", path, wrong.Field, wrong.Value)
	case err != nil:
		return usage("%s is not the JSON that belongs here: %v", path, err)
	case d.More():
		return usage("%s has something after its JSON", path)
	}
	if missing := unsaid(data, v); len(missing) > 0 {
		return usage("%s says nothing of %s: say 0 where there is nothing", path, joined(missing))
	}
	return nil
}

// unsaid are the numbers that JSON leaves out of what was read from it: nothing said
// is not taken for nothing.
func unsaid(data []byte, v any) (missing []string) {
	var said, read any
	again, err := json.Marshal(v)
	if err != nil || json.Unmarshal(data, &said) != nil || json.Unmarshal(again, &read) != nil {
		return nil
	}
	var walk func(at string, said, read any)
	walk = func(at string, said, read any) {
		switch read := read.(type) {
		case map[string]any:
			of, _ := said.(map[string]any)
			for _, name := range slices.Sorted(maps.Keys(read)) {
				value, ok := of[name]
				if _, number := read[name].(float64); number && !ok {
					missing = append(missing, strings.TrimPrefix(at+"/"+name, "/"))
				}
				if ok {
					walk(at+"/"+name, value, read[name])
				}
			}
		case []any:
			of, _ := said.([]any)
			for i := range min(len(read), len(of)) {
				walk(fmt.Sprintf("%s/%d", at, i), of[i], read[i])
			}
		}
	}
	walk("", said, read)
	return missing
}

// me is the person who signs, as the ledger knows them.
func (s *session) me() (api.Person, error) {
	people, err := s.client.People(s.ctx)
	if err != nil {
		return api.Person{}, err
	}
	for _, p := range people.Items {
		if p.ID == s.client.Person() {
			return p, nil
		}
	}
	return api.Person{}, refusal(ledger.CodeUnknownKey, "nobody on this ledger is %s: your officer, or the secretary, has to add your key", s.client.Person())
}

// officerParty is the party that the person is an officer of, or the one given.
func (s *session) officerParty(given string) (string, error) {
	if given != "" {
		err := s.resolve(&given)
		return given, err
	}
	me, err := s.me()
	if err != nil {
		return "", err
	}
	var parties []string
	for _, r := range me.Roles {
		if r.Role == ledger.RoleOfficer {
			parties = append(parties, r.Party)
		}
	}
	switch len(parties) {
	case 0:
		return "", s.noOfficer(me)
	case 1:
		return parties[0], nil
	}
	return "", usage("%s is an officer of %s: say for which with --party", me.ID, joined(parties))
}

// seatParty is the party of the one seat that the person holds; empty for those
// who hold none, such as a chair.
func (s *session) seatParty(given string) (string, error) {
	if given != "" {
		err := s.resolve(&given)
		return given, err
	}
	me, err := s.me()
	if err != nil {
		return "", err
	}
	held := map[string]bool{}
	parties, err := s.client.Parties(s.ctx)
	if err != nil {
		return "", err
	}
	var codes []string
	for _, p := range parties.Items {
		for _, seat := range p.Seats {
			if seat.Holder == me.ID && !held[p.Code] {
				held[p.Code] = true
				codes = append(codes, p.Code)
			}
		}
	}
	switch len(codes) {
	case 0:
		return "", nil
	case 1:
		return codes[0], nil
	}
	return "", usage("%s holds seats of %s: say for which party with --party", me.ID, joined(codes))
}

// partyNames are the names of the parties by code.
func (s *session) partyNames() (map[string]string, error) {
	parties, err := s.client.Parties(s.ctx)
	names := map[string]string{}
	for _, p := range parties.Items {
		names[p.Code] = p.Name
	}
	return names, err
}

// notFound adds what may have been meant to an error about something not there.
func notFound(err error, ref string, candidates func() []string) error {
	var p *api.Problem
	if errors.As(err, &p) && p.Code == ledger.CodeNotFound {
		if hint := didYouMean(ref, candidates()); hint != "" {
			meant := *p
			meant.Detail = strings.TrimSuffix(p.Detail, ".") + hint
			return &meant
		}
	}
	return err
}
