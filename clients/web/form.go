package web

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // London's clock, wherever this runs

	"concordat/ledger"
)

// formPage is a page of questions, with what has to be known to answer them.
type formPage struct {
	layout
	Text    []string
	Rows    []Row
	Tables  []*Table
	Checks  *Checks
	Inset   string
	Action  string
	Upload  bool // a file is sent with it
	Fields  []Field
	Hidden  []Typed
	Button  Button
	Buttons []FormButton // further ones of the same form
	Links   []Link       // elsewhere
	Pages   Pages        // of the list that it shows, where it is one
}

// Field is one question, or words between two.
type Field struct {
	Heading string
	Text    string
	Link    *Link
	Input   *Input
	Area    *Textarea
	Select  *Select
	Radios  *Radios

	Fold string // what its Area is folded away under while nobody has typed in it; nothing folds none
}

// id is its question's; words have none.
func (f Field) id() string {
	switch {
	case f.Input != nil:
		return f.Input.ID
	case f.Area != nil:
		return f.Area.ID
	case f.Select != nil:
		return f.Select.ID
	case f.Radios != nil:
		return f.Radios.ID
	}
	return ""
}

// asks is whether there is a question of that id.
func (p *formPage) asks(id string) bool {
	return slices.ContainsFunc(p.Fields, func(f Field) bool { return f.id() == id })
}

// FormButton sends a form to do something else with it.
type FormButton struct{ Name, Value, Text, Hidden string }

// asked puts what is wrong beside each question, once all is known, and has the summary
// tell it in the order of the questions.
func (p *formPage) asked() *formPage {
	place := map[string]int{}
	for i, f := range p.Fields {
		place[f.id()] = i + 1
	}
	slices.SortStableFunc(p.Errors, func(a, b Fault) int { return cmp.Compare(place[a.Field], place[b.Field]) })
	for _, f := range p.Fields {
		switch {
		case f.Input != nil:
			f.Input.Error = p.Wrong(f.Input.ID)
		case f.Area != nil:
			f.Area.Error = p.Wrong(f.Area.ID)
		case f.Select != nil:
			f.Select.Error = p.Wrong(f.Select.ID)
		case f.Radios != nil:
			f.Radios.Error = p.Wrong(f.Radios.ID)
		}
	}
	return p
}

func (p *formPage) input(id, label, hint, value string, width int) {
	p.Fields = append(p.Fields, Field{Input: &Input{ID: id, Name: id, Label: label, Hint: hint, Value: value, Width: width}})
}

func (p *formPage) area(id, label, hint, value string) {
	p.Fields = append(p.Fields, Field{Area: &Textarea{ID: id, Name: id, Label: label, Hint: hint, Value: value}})
}

// choice is a select of values with their words.
func (p *formPage) choice(id, label, chosen string, options ...Option) {
	for i := range options {
		options[i].Chosen = options[i].Value == chosen
	}
	p.Fields = append(p.Fields, Field{Select: &Select{ID: id, Name: id, Label: label, Options: options}})
}

// unchosen puts before several options one that is none of them, so that nothing is chosen
// before somebody does.
func unchosen(words string, options []Option) []Option {
	if len(options) < 2 {
		return options
	}
	return append([]Option{{Text: words}}, options...)
}

// radios are a few values with their words.
func (p *formPage) radios(id, legend, hint, chosen string, options ...Radio) {
	for i := range options {
		options[i].ID, options[i].Checked = id, options[i].Value == chosen
		if i > 0 {
			options[i].ID += "-" + strconv.Itoa(i+1)
		}
	}
	p.Fields = append(p.Fields, Field{Radios: &Radios{ID: id, Name: id, Legend: legend, Hint: hint, Items: options}})
}

// checkboxes are a few values with their words, of which several may be chosen.
func (p *formPage) checkboxes(id, legend, hint string, chosen []string, options ...Radio) {
	p.radios(id, legend, hint, "", options...)
	r := p.Fields[len(p.Fields)-1].Radios
	r.Several = true
	for i, o := range r.Items {
		r.Items[i].Checked = slices.Contains(chosen, o.Value)
	}
}

// unfit is what keeps a body from being stated at all, in words; empty if nothing does.
func unfit(kind string, body any) string {
	_, why := misfit(kind, body)
	return why
}

// misfit is the part of a body that keeps it from being stated at all, by its path in
// JSON, and why.
func misfit(kind string, body any) (part, why string) {
	raw, err := ledger.Encode(body)
	if err == nil {
		_, err = ledger.Sentence(ledger.Payload{V: 1, Kind: kind, Body: raw}, codes{})
	}
	switch e := err.(type) {
	case nil:
		return "", ""
	case *ledger.Error:
		return strings.TrimPrefix(e.Field, "/payload/body/"), upperFirst(e.Message)
	default:
		return "", upperFirst(err.Error())
	}
}

var tooLong = regexp.MustCompile(`^Has ([0-9]+) bytes; at most ([0-9]+) are taken$`)

// unfit says beside the question that can mend it what keeps a body from being stated, and
// reports whether anything does. asked are parts of the body, each with the id of its
// question; what no question is for is said at otherwise.
func (p *formPage) unfit(kind string, body any, otherwise string, asked ...string) bool {
	part, why := misfit(kind, body)
	if why == "" {
		return false
	}
	id := otherwise
	for i := 0; i+1 < len(asked); i += 2 {
		if part == asked[i] || strings.HasPrefix(part, asked[i]+"/") {
			id = asked[i+1]
			break
		}
	}
	if long := tooLong.FindStringSubmatch(why); long != nil {
		has, _ := strconv.Atoi(long[1])
		room, _ := strconv.Atoi(long[2])
		// A letter takes a byte or more: so many letters less are enough.
		why = "Shorten " + p.called(id) + " by " + many(has-room, "letter", "letters") + ": it has room for " + number(int64(room))
	}
	p.wrong(id, why)
	return true
}

// called is what a question is called, in a sentence.
func (p *formPage) called(id string) string {
	for _, f := range p.Fields {
		switch {
		case f.Input != nil && f.Input.ID == id:
			return "“" + strings.TrimSuffix(f.Input.Label, "?") + "”"
		case f.Area != nil && f.Area.ID == id:
			return "“" + strings.TrimSuffix(f.Area.Label, "?") + "”"
		}
	}
	return "this"
}

// codes are names where only the shape of a statement matters.
type codes struct{}

func (codes) PartyName(code string) string  { return code }
func (codes) MotionTitle(ref string) string { return ref }

// paragraphs are texts between empty lines, each as one line.
func paragraphs(text string) (list []string) {
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r", ""), "\n\n") {
		if p := strings.Join(strings.Fields(part), " "); p != "" {
			list = append(list, p)
		}
	}
	return list
}

// textLines are those with something on them.
func textLines(text string) (list []string) {
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", ""), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// typedDay reads a day as people write it: 17 April 2015, 17/4/2015 or 2015-04-17.
func typedDay(text string) (ledger.Date, bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, form := range []string{"2 January 2006", "2 Jan 2006", "2/1/2006", "2006-01-02", "Monday 2 January 2006"} {
		if t, err := time.Parse(form, text); err == nil {
			return ledger.Date(t.Format(time.DateOnly)), true
		}
	}
	return "", false
}

var london = func() *time.Location {
	place, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("web: " + err.Error())
	}
	return place
}()

// typedTime reads a day and a time of day in London: 9am, 5:30pm, 17:30, midday.
func typedTime(onDay, clock string) (ledger.Time, bool) {
	d, ok := typedDay(onDay)
	if !ok {
		return "", false
	}
	clock = strings.ToLower(strings.ReplaceAll(clock, " ", ""))
	clock = strings.NewReplacer("midday", "12pm", "noon", "12pm", "midnight", "12am", ".", ":").Replace(clock)
	for _, form := range []string{"3pm", "3:04pm", "15:04"} {
		if t, err := time.ParseInLocation(time.DateOnly+" "+form, string(d)+" "+clock, london); err == nil {
			return ledger.Time(t.UTC().Format("2006-01-02T15:04:05.000Z")), true
		}
	}
	return "", false
}

// dayAndClock are a time as typedTime reads it.
func dayAndClock(t ledger.Time) (string, string) {
	clock, on, ok := strings.Cut(t.InWords(), " on ")
	if !ok {
		return "", ""
	}
	return on, clock
}

// dayText is a day as typedDay reads it.
func dayText(d ledger.Date) string {
	if d == "" {
		return ""
	}
	return d.InWords()
}

// typedPence reads money: £5,200,000, 5200000 or 412,360.50.
func typedPence(text string) (int64, bool) {
	text = strings.NewReplacer("£", "", ",", "", " ", "", "\u00a0", "").Replace(text)
	whole, part, pointed := strings.Cut(text, ".")
	if pointed && len(part) == 1 {
		part += "0"
	}
	if pointed && len(part) != 2 {
		return 0, false
	}
	if !pointed {
		part = "00"
	}
	n, err := strconv.ParseUint(whole+part, 10, 63)
	return int64(n), err == nil && whole != "" && n <= math.MaxInt64 && n <= ledger.MaxPence
}

// moneyText is money as typedPence reads it.
func moneyText(pence int64) string {
	if pence == 0 {
		return ""
	}
	return strings.TrimPrefix(pounds(pence), "£")
}

// pasted reads a table as it comes from a spreadsheet or is typed: on each line a party,
// by code or name, and its amount. It says what is wrong with the first line that is not
// so.
func pasted(text string, names map[string]string) (map[string]int64, string) {
	return pastedAs(text, names, typedPence)
}

// pastedAs reads such a table, each amount in a way of its own.
func pastedAs(text string, names map[string]string, read func(string) (int64, bool)) (map[string]int64, string) {
	amounts := map[string]int64{}
	for i, line := range textLines(text) {
		party, amount, ok := strings.Cut(line, "\t")
		if !ok {
			if at := strings.LastIndexAny(line, " ;"); at > 0 {
				party, amount = strings.TrimRight(line[:at], " ;£"), line[at+1:]
			}
		}
		code := partyCalled(strings.TrimSpace(party), names)
		if code == "" {
			if i == 0 && !strings.ContainsAny(line, "0123456789") {
				continue // headings
			}
			return nil, fmt.Sprintf("Line %d names no party: begin it with a party's code or name", i+1)
		}
		pence, ok := read(amount)
		if !ok {
			return nil, fmt.Sprintf("Line %d has no amount at its end: write it as 412,360.00", i+1)
		}
		if _, twice := amounts[code]; twice {
			return nil, fmt.Sprintf("Line %d names %s for a second time", i+1, names[code])
		}
		amounts[code] = pence
	}
	return amounts, ""
}

// partyCalled is the code of a party by its code or its name.
func partyCalled(text string, names map[string]string) string {
	for code, name := range names {
		if strings.EqualFold(text, code) || strings.EqualFold(text, name) || strings.EqualFold("NHS "+text+" CCG", name) {
			return code
		}
	}
	return ""
}
