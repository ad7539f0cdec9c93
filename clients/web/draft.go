package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// draft is a motion on its way to the board, task by task. It is not on the ledger: each
// time that it is saved it is put beside the log, under its SHA-256, which is its address
// here. So an earlier state stands as it was, the back button leads there, and whoever
// has the address can go on with it.
type draft struct {
	Party  string        `json:"party,omitempty"` // that it is moved for
	Motion ledger.Motion `json:"motion"`
	Opens  ledger.Time   `json:"opens,omitempty"`
	Closes ledger.Time   `json:"closes,omitempty"`
	Urgent string        `json:"urgent,omitempty"`
}

// draftPage is the task list of a motion.
type draftPage struct {
	layout
	Tasks []Task
	Ready bool
	Done  int
}

// draftTask is one of its tasks.
type draftTask struct {
	name, title, hint string
	needs             func(d *draft) bool   // what has to be done first
	status            func(d *draft) string // done, todo, or optional
	show              func(v *visit, d *draft) (*formPage, error)
	take              func(v *visit, d *draft, p *formPage) error
}

const (
	taskDone     = "Completed"
	taskTodo     = "Incomplete"
	taskOptional = "Optional"
)

// draftCookie remembers the draft that was last saved in this browser.
const draftCookie = "concordat-draft"

var draftTasks []draftTask

func init() { // the tasks' handlers read the table
	draftTasks = []draftTask{
		{"type", "Type and title", "", nil, taskIs(func(d *draft) bool { return d.Motion.Title != "" && d.Motion.Type != "" }), typeForm, typeTake},
		{"text", "Resolution text", "", nil, taskIs(func(d *draft) bool { return len(d.Motion.Text) > 0 }), textForm, textTake},
		{"money", "Money and shareWays", "", hasType, wanted(func(d *draft) bool { return d.Motion.Pool != nil }, ledger.TypePool), moneyForm, moneyTake},
		{"lead", "Lead commissioner", "", hasType, wanted(func(d *draft) bool { return d.Motion.Lead != nil }, ledger.TypeLead), leadForm, leadTake},
		{"risk", "Risk share", "", hasType, wanted(func(d *draft) bool { return d.Motion.RiskShare != nil }), riskForm, riskTake},
		{"papers", "Papers", "", nil, wanted(func(d *draft) bool { return len(d.Motion.Papers) > 0 }), papersForm, papersTake},
		{"when", "Who votes and when", "", hasType, taskIs(func(d *draft) bool { return d.Closes != "" }), whenForm, whenTake},
	}
}

func hasType(d *draft) bool { return d.Motion.Type != "" }

func taskIs(is func(*draft) bool) func(*draft) string {
	return func(d *draft) string {
		if is(d) {
			return taskDone
		}
		return taskTodo
	}
}

// wanted is the status of a part that motions of some types need and others may have.
func wanted(has func(*draft) bool, needs ...string) func(*draft) string {
	return func(d *draft) string {
		switch {
		case has(d):
			return taskDone
		case slices.Contains(needs, d.Motion.Type):
			return taskTodo
		}
		return taskOptional
	}
}

func taskTag(status string) Tag {
	const plain = "no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal"
	switch status {
	case taskDone:
		return Tag{status, plain}
	case taskTodo:
		return Tag{status, "blue"}
	}
	return Tag{status, plain + " nhsuk-u-secondary-text-colour"}
}

// draft reads the draft of the path.
func (v *visit) draft() (*draft, error) {
	d := &draft{}
	at := v.path("draft")
	if at == "new" {
		return d, nil
	}
	digest := ledger.Digest(at)
	gone := api.NewProblem(ledger.CodeNotFound, "there is no such draft: it may have been put aside with what nobody came to move")
	if _, err := digest.Bytes(); err != nil {
		return nil, gone
	}
	data, err := v.client.Blob(v.ctx, digest)
	if p := problemOf(err); p != nil && p.Code == ledger.CodeNotFound {
		return nil, gone
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, d); err != nil {
		return nil, gone
	}
	return d, nil
}

// keep saves a draft and leads to its task list.
func (v *visit) keep(d *draft, then string) (page, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	kept, err := v.client.PutBlob(v.ctx, data, false)
	if err != nil {
		return nil, err
	}
	v.ownCookies = append(v.ownCookies, draftCookie+"="+string(kept.SHA256)+"; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000")
	return moved("/drafts/" + string(kept.SHA256) + then), nil
}

// lastDraft is the path of the draft that was last saved in this browser, if it was.
func (v *visit) lastDraft() string {
	c, err := v.request.Cookie(draftCookie)
	if err != nil {
		return ""
	}
	if _, err := ledger.Digest(c.Value).Bytes(); err != nil {
		return ""
	}
	return "/drafts/" + c.Value
}

func draftNew(*visit) (page, error) { return moved("/drafts/new"), nil }

func draftShow(v *visit) (page, error) {
	d, err := v.draft()
	if err != nil {
		return nil, err
	}
	p := &draftPage{layout: layout{page: "draft", Title: "New motion", Caption: d.Motion.Title, Nav: "/secretary", Back: &Link{"/secretary", "Secretary"}}}
	p.Ready = true
	base := "/drafts/" + v.path("draft")
	for _, t := range draftTasks {
		task := Task{ID: t.name, Href: base + "/" + t.name, Text: t.title, Status: taskTag(t.status(d))}
		if t.needs != nil && !t.needs(d) {
			task.Href, task.Status = "", taskTag("Cannot start yet")
		}
		if t.status(d) == taskDone {
			p.Done++
		}
		p.Ready = p.Ready && t.status(d) != taskTodo
		p.Tasks = append(p.Tasks, task)
	}
	test, publish := Task{ID: "test", Text: "Test against the rules", Status: taskTag("Cannot start yet")}, Task{ID: "move", Text: "Check and put on record", Status: taskTag("Cannot start yet")}
	if p.Ready {
		test.Href, test.Status = base+"/test", taskTag(taskTodo)
		publish.Href, publish.Status = base+"/move", taskTag(taskTodo)
	}
	p.Tasks = append(p.Tasks, test, publish)
	return p, nil
}

// task is the task of the path.
func (v *visit) draftTask() (*draftTask, *draft, error) {
	d, err := v.draft()
	if err != nil {
		return nil, nil, err
	}
	for i, t := range draftTasks {
		if t.name == v.path("task") && (t.needs == nil || t.needs(d)) {
			return &draftTasks[i], d, nil
		}
	}
	return nil, nil, api.NewProblem(ledger.CodeNotFound, "there is no such task")
}

func taskShow(v *visit) (page, error) {
	t, d, err := v.draftTask()
	if err != nil {
		return nil, err
	}
	return v.taskForm(t, d)
}

func (v *visit) taskForm(t *draftTask, d *draft) (*formPage, error) {
	p, err := t.show(v, d)
	if err != nil {
		return nil, err
	}
	back := "/drafts/" + v.path("draft")
	p.page, p.Title, p.Caption, p.Nav, p.Back = "form", t.title, d.Motion.Title, "/secretary", &Link{back, "All tasks"}
	p.Action = back + "/" + t.name
	if p.Button.Text == "" {
		p.Button = Button{Text: "Save and continue"}
	}
	return p, nil
}

func taskSend(v *visit) (page, error) {
	t, d, err := v.draftTask()
	if err != nil {
		return nil, err
	}
	wrong := &formPage{}
	if err := t.take(v, d, wrong); err != nil {
		return nil, err
	}
	if len(wrong.Errors) > 0 {
		// As typed: the form is shown of what was typed, not of what was saved.
		p, err := v.taskForm(t, d)
		if err != nil {
			return nil, err
		}
		p.Errors = wrong.Errors
		p.typedAgain(v.form)
		return p.asked(), nil
	}
	if v.form.Has("add") || v.form.Has("remove") {
		return v.keep(d, "/"+t.name)
	}
	return v.keep(d, "")
}

// typedAgain puts what was typed back into the questions.
func (p *formPage) typedAgain(form url.Values) {
	for _, f := range p.Fields {
		switch {
		case f.Input != nil && form.Has(f.Input.Name):
			f.Input.Value = form.Get(f.Input.Name)
		case f.Area != nil && form.Has(f.Area.Name):
			f.Area.Value = form.Get(f.Area.Name)
		case f.Select != nil && form.Has(f.Select.Name):
			for i := range f.Select.Options {
				f.Select.Options[i].Chosen = f.Select.Options[i].Value == form.Get(f.Select.Name)
			}
		case f.Radios != nil:
			for i := range f.Radios.Items {
				f.Radios.Items[i].Checked = f.Radios.Items[i].Value == form.Get(f.Radios.Name)
			}
		}
	}
}

func typeForm(v *visit, d *draft) (*formPage, error) {
	p := &formPage{}
	p.input("title", "Title", "At most 65 letters read well on every page. For example, One service for minor eye conditions", d.Motion.Title, 0)
	var types []Radio
	for _, t := range []struct{ value, hint string }{
		{ledger.TypePool, "Several parties pay for one service"}, {ledger.TypeLead, "One party acts for the others"},
		{ledger.TypeReconfiguration, "Services change, and some parties gain where others lose"}, {ledger.TypeBusinessCase, ""}, {ledger.TypeStatement, ""}, {ledger.TypeProcedural, "How the board itself works"},
	} {
		types = append(types, Radio{Value: t.value, Text: upperFirst(api.TypeWords(t.value)), Hint: t.hint})
	}
	p.radios("type", "What is it for?", "", d.Motion.Type, types...)
	signing, err := v.client.Signing(v.ctx)
	if err != nil {
		return nil, err
	}
	var functions []Option
	for _, f := range signing.Functions {
		functions = append(functions, Option{Value: f.Function, Text: f.Title})
	}
	p.choice("function", "Which function or service is it about?", d.Motion.Function, functions...)
	var routes []Radio
	for _, r := range []string{ledger.RouteJointCommittee, ledger.RouteCommitteesInCommon, ledger.RouteAdvisory} {
		routes = append(routes, Radio{Value: r, Text: upperFirst(api.RouteWords(r))})
	}
	p.radios("route", "How is it decided?", "", d.Motion.Route, routes...)
	if v.me.Party != "" {
		names, err := v.partyNames()
		if err != nil {
			return nil, err
		}
		p.choice("party", "Who moves it?", d.Party, Option{Value: v.me.Party, Text: names[v.me.Party]}, Option{Value: "", Text: "You alone, by your office"})
	}
	return p, nil
}

func typeTake(v *visit, d *draft, p *formPage) error {
	m := &d.Motion
	m.Title = strings.Join(strings.Fields(v.form.Get("title")), " ")
	m.Type, m.Function, m.Route, d.Party = v.form.Get("type"), v.form.Get("function"), v.form.Get("route"), v.form.Get("party")
	switch {
	case m.Title == "":
		p.wrong("title", "Enter a title")
	case len(m.Title) > ledger.MaxTitle:
		p.wrong("title", fmt.Sprintf("Shorten the title to %d letters", ledger.MaxTitle))
	default:
		if _, err := ledger.Encode(m.Title); err != nil {
			p.wrong("title", "Take out of the title what is no letter, number or sign")
		}
	}
	if m.Type == "" {
		p.wrong("type", "Select what the motion is for")
	}
	if m.Route == "" {
		p.wrong("route", "Select how it is decided")
	}
	return nil
}

func textForm(_ *visit, d *draft) (*formPage, error) {
	p := &formPage{}
	p.area("text", "What the board is to resolve", "The exact words. Leave an empty line between paragraphs", strings.Join(d.Motion.Text, "\n\n"))
	p.area("reasons", "Reasons (optional)", "The notice of the decision gives them. Leave an empty line between paragraphs", strings.Join(d.Motion.Reasons, "\n\n"))
	p.area("conditions", "Conditions (optional)", "What has to be met before it takes effect, one on a line", strings.Join(d.Motion.Conditions, "\n"))
	return p, nil
}

func textTake(v *visit, d *draft, p *formPage) error {
	m := &d.Motion
	m.Text, m.Reasons, m.Conditions = paragraphs(v.form.Get("text")), paragraphs(v.form.Get("reasons")), textLines(v.form.Get("conditions"))
	if len(m.Text) == 0 {
		p.wrong("text", "Enter what the board is to resolve")
	}
	for id, list := range map[string][]string{"text": m.Text, "reasons": m.Reasons, "conditions": m.Conditions} {
		if _, err := ledger.Encode(list); err != nil {
			p.wrong(id, "Take out what is no letter, number or sign: "+err.Error())
		}
	}
	return nil
}

// partyOptions are the parties to choose from.
func partyOptions(names map[string]string) (list []Option) {
	for code, name := range names {
		list = append(list, Option{Value: code, Text: name})
	}
	slices.SortFunc(list, func(a, b Option) int { return strings.Compare(a.Text, b.Text) })
	return list
}

// shareWays are the ways to share a line.
var shareWays = []Radio{
	{Value: "equal", Text: "Equally"},
	{Value: "weighted_population", Text: "By weighted population"},
	{Value: "raw_population", Text: "By registered list", Hint: "The number of people registered with each party’s practices"},
	{Value: "allocation", Text: "By allocation"},
	{Value: "fixed", Text: "Fixed amounts"},
}

func shareWords(s ledger.Share) string {
	by := s.By
	if by == "figure" {
		by = s.Figure
	}
	for _, r := range shareWays {
		if r.Value == by {
			return r.Text
		}
	}
	return strings.ReplaceAll(by, "_", " ")
}

func moneyForm(v *visit, d *draft) (*formPage, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{}
	pool := d.Motion.Pool
	host, year := "", ""
	if pool != nil && len(pool.Lines) > 0 {
		host, year = pool.Host, pool.Year
		t := &Table{Caption: "What is shared", Columns: []Column{{Text: "For"}, {Text: "Shared"}, {Text: "Due"}, {Text: "Amount", Numeric: true}}}
		total := int64(0)
		for i, l := range pool.Lines {
			t.Rows = append(t.Rows, []Cell{{Text: l.What}, {Text: shareWords(l.Share)}, {Text: l.Due.InWords()}, {Text: ledger.Pounds(l.Pence), Numeric: true}})
			total += l.Pence
			p.Buttons = append(p.Buttons, FormButton{"remove", strconv.Itoa(i), "Remove", l.What})
		}
		t.Rows = append(t.Rows, []Cell{{Text: "Total of the fund"}, {}, {}, {Text: ledger.Pounds(total), Numeric: true}})
		p.Tables = append(p.Tables, t)
		shared, why, err := v.sharesOf(d, names, total)
		if err != nil {
			return nil, err
		}
		if shared != nil {
			p.Tables = append(p.Tables, shared)
		}
		p.Inset = why
		p.Text = []string{"Add another line, or leave the line empty and continue."}
	}
	p.choice("host", "Which party holds the fund?", host, partyOptions(names)...)
	p.input("year", "Which financial year?", "For example, 2016-17", year, 10)
	p.Fields = append(p.Fields, Field{Heading: "A line of the fund"})
	p.input("what", "What is it for?", "", "", 0)
	p.input("amount", "How much?", "In pounds, net of VAT. For example, 5,200,000", "", 10)
	p.input("due", "When is it due?", "For example, 1 April 2016", "", 20)
	p.radios("share", "How is it shared?", "", "", slices.Clone(shareWays)...)
	p.area("amounts", "If by fixed amounts, how much does each party pay?", "Paste 2 columns from a spreadsheet: the party’s code or name, and its amount in pounds. They must add up to the line", "")
	p.choice("recurrent", "Does it come back every year?", "no", Option{Value: "no", Text: "No, once"}, Option{Value: "yes", Text: "Yes, every year"})
	p.choice("capital", "Is it revenue or capital?", "no", Option{Value: "no", Text: "Revenue"}, Option{Value: "yes", Text: "Capital"})
	p.Buttons = append([]FormButton{{"add", "yes", "Save and add another line", ""}}, p.Buttons...)
	return p, nil
}

// sharesOf is what each party would pay, by the rules' own sums, which place the
// remainder; or why they can't be worked out yet.
func (v *visit) sharesOf(d *draft, names map[string]string, total int64) (*Table, string, error) {
	now, why, err := v.testDraft(d)
	if err != nil {
		return nil, "", err
	}
	if why != "" || len(now.Refused) > 0 {
		if why == "" {
			why = now.Refused[0].Explain
		}
		return nil, "The shareWays cannot be worked out yet: " + lowerFirst(why), nil
	}
	t := &Table{Caption: "What each party would pay", Columns: []Column{{Text: "Party"}, {Text: "Amount", Numeric: true}}}
	sum := int64(0)
	for _, k := range now.Stakes {
		pays := int64(0)
		for _, y := range k.Years {
			pays += y.Contributes
		}
		sum += pays
		t.Rows = append(t.Rows, []Cell{{Text: names[k.Party]}, {Text: ledger.Pounds(pays), Numeric: true}})
	}
	t.Rows = append(t.Rows, []Cell{{Text: "Total"}, {Text: ledger.Pounds(sum), Numeric: true}})
	if sum != total {
		return t, "The shareWays come to " + ledger.Pounds(sum) + " and the fund to " + ledger.Pounds(total) + ": they have to be the same.", nil
	}
	return t, "Shares are whole pence. What is left over goes to the largest remainders, by the rules of the MoU, so that the total is that of the fund.", nil
}

func moneyTake(v *visit, d *draft, p *formPage) error {
	if i, err := strconv.Atoi(v.form.Get("remove")); err == nil && d.Motion.Pool != nil && i >= 0 && i < len(d.Motion.Pool.Lines) {
		d.Motion.Pool.Lines = slices.Delete(d.Motion.Pool.Lines, i, i+1)
		if len(d.Motion.Pool.Lines) == 0 {
			d.Motion.Pool = nil
		}
		return nil
	}
	form := func(name string) string { return strings.Join(strings.Fields(v.form.Get(name)), " ") }
	pool := ledger.Pool{Host: form("host"), Year: form("year")}
	if d.Motion.Pool != nil {
		pool.Lines, pool.Fund = d.Motion.Pool.Lines, d.Motion.Pool.Fund
	}
	started := form("what") != "" || form("amount") != "" || v.form.Get("share") != "" || form("due") != ""
	if !started && d.Motion.Pool == nil {
		if form("year") == "" && d.Motion.Type != ledger.TypePool {
			return nil // no money
		}
		p.wrong("what", "Enter what the money is for")
	}
	if len(pool.Year) != 7 || pool.Year[4] != '-' {
		p.wrong("year", "Enter the financial year, such as 2016-17")
	}
	if started {
		line := ledger.PoolLine{What: form("what"), Kind: "cash", Recurrent: v.form.Get("recurrent") == "yes", Capital: v.form.Get("capital") == "yes"}
		var ok bool
		if line.What == "" {
			p.wrong("what", "Enter what the money is for")
		}
		if line.Pence, ok = typedPence(form("amount")); !ok || line.Pence == 0 {
			p.wrong("amount", "Enter an amount in pounds, such as 5,200,000 or 412,360.50")
		}
		if line.Due, ok = typedDay(form("due")); !ok {
			p.wrong("due", "Enter the day when it is due, such as 1 April 2016")
		}
		switch by := v.form.Get("share"); by {
		case "":
			p.wrong("share", "Select how it is shared")
		case "equal":
			line.Share.By = by
		case "fixed":
			names, err := v.partyNames()
			if err != nil {
				return err
			}
			amounts, why := pasted(v.form.Get("amounts"), names)
			sum := int64(0)
			for _, pence := range amounts {
				sum += pence
			}
			switch {
			case why != "":
				p.wrong("amounts", why)
			case len(amounts) == 0:
				p.wrong("amounts", "Paste or type what each party pays")
			case sum != line.Pence:
				p.wrong("amounts", "The amounts come to "+ledger.Pounds(sum)+" and the line to "+ledger.Pounds(line.Pence)+": change one of them")
			}
			line.Share = ledger.Share{By: "fixed", Amounts: amounts}
		default:
			line.Share = ledger.Share{By: "figure", Figure: by}
		}
		if len(p.Errors) == 0 {
			pool.Lines = append(slices.Clone(pool.Lines), line)
		}
	}
	if len(p.Errors) == 0 {
		d.Motion.Pool = &pool
	}
	return nil
}

func leadForm(v *visit, d *draft) (*formPage, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{Text: []string{"A lead commissioner exercises a function for the others. It may commit no more than the limits below without asking."}}
	l := d.Motion.Lead
	if l == nil {
		l = &ledger.Lead{}
	}
	p.choice("lead", "Which party leads?", l.Party, append([]Option{{Value: "", Text: "None"}}, partyOptions(names)...)...)
	p.input("action", "How much may it commit in one action?", "In pounds", moneyText(l.Limit.Action), 10)
	p.input("in-year", "How much in one year?", "In pounds", moneyText(l.Limit.Year), 10)
	p.input("life", "How much in all?", "In pounds", moneyText(l.Limit.Life), 10)
	p.input("from", "From which day?", "For example, 1 April 2016", dayText(l.From), 20)
	p.input("until", "Until which day? (optional)", "", dayText(l.Until), 20)
	var duties []string
	for _, duty := range l.Duties {
		duties = append(duties, duty.What+"; "+duty.Every+"; "+duty.First.InWords())
	}
	p.area("duties", "What must it do for the others? (optional)", "One duty on a line: what; once, quarter or year; the first day. For example: Report on activity; quarter; 1 July 2016", strings.Join(duties, "\n"))
	return p, nil
}

func leadTake(v *visit, d *draft, p *formPage) error {
	d.Motion.Lead = nil
	if v.form.Get("lead") == "" {
		if d.Motion.Type == ledger.TypeLead {
			p.wrong("lead", "Select the party that leads")
		}
		return nil
	}
	l := ledger.Lead{Party: v.form.Get("lead"), Duties: []ledger.Duty{}}
	for id, into := range map[string]*int64{"action": &l.Limit.Action, "in-year": &l.Limit.Year, "life": &l.Limit.Life} {
		pence, ok := typedPence(v.form.Get(id))
		if !ok {
			p.wrong(id, "Enter a limit in pounds, such as 500,000")
		}
		*into = pence
	}
	slices.SortFunc(p.Errors, func(a, b Fault) int { return strings.Compare(a.Field, b.Field) })
	var ok bool
	if l.From, ok = typedDay(v.form.Get("from")); !ok {
		p.wrong("from", "Enter the day from which it leads, such as 1 April 2016")
	}
	if until := strings.TrimSpace(v.form.Get("until")); until != "" {
		if l.Until, ok = typedDay(until); !ok {
			p.wrong("until", "Enter the last day, such as 31 March 2019, or leave it empty")
		}
	}
	for i, line := range textLines(v.form.Get("duties")) {
		parts := strings.Split(line, ";")
		if len(parts) != 3 {
			p.wrong("duties", fmt.Sprintf("Line %d: write what, how often and the first day, with ; between", i+1))
			break
		}
		first, ok := typedDay(parts[2])
		if !ok {
			p.wrong("duties", fmt.Sprintf("Line %d: end it with a day, such as 1 July 2016", i+1))
			break
		}
		l.Duties = append(l.Duties, ledger.Duty{What: strings.TrimSpace(parts[0]), Every: strings.ToLower(strings.TrimSpace(parts[1])), First: first})
	}
	d.Motion.Lead = &l
	return nil
}

func riskForm(_ *visit, d *draft) (*formPage, error) {
	p := &formPage{Text: []string{"Where a change of services costs some parties money and others gain, those that gain can repay a part of what the others lose, year by year and in proportion to their gain."}}
	percent := ""
	if r := d.Motion.RiskShare; r != nil && r.Den == 100 {
		percent = number(r.Num)
	}
	p.input("percent", "How many percent of the losses are repaid?", "A whole number from 1 to 100. Leave it empty if nothing is", percent, 5)
	return p, nil
}

func riskTake(v *visit, d *draft, p *formPage) error {
	d.Motion.RiskShare = nil
	typed := strings.TrimSuffix(strings.TrimSpace(v.form.Get("percent")), "%")
	if typed == "" {
		return nil
	}
	n, err := strconv.ParseInt(strings.TrimSpace(typed), 10, 64)
	if err != nil || n < 1 || n > 100 {
		p.wrong("percent", "Enter a whole number from 1 to 100")
		return nil
	}
	d.Motion.RiskShare = &ledger.RiskShare{Num: n, Den: 100}
	return nil
}

func papersForm(_ *visit, d *draft) (*formPage, error) {
	p := &formPage{Text: []string{"A paper stands beside the ledger under its fingerprint, so that nobody can put another in its place. Put each there with the program: concordat paper put FILE. It tells the fingerprint."}}
	var list []string
	for _, paper := range d.Motion.Papers {
		list = append(list, paper.Title+"; "+string(paper.SHA256))
	}
	p.area("papers", "Papers (optional)", "One on a line: its title; its fingerprint", strings.Join(list, "\n"))
	return p, nil
}

func papersTake(v *visit, d *draft, p *formPage) error {
	d.Motion.Papers = nil
	for i, line := range textLines(v.form.Get("papers")) {
		title, print, ok := strings.Cut(line, ";")
		digest := ledger.Digest(strings.TrimSpace(print))
		if _, err := digest.Bytes(); err != nil || !ok || strings.TrimSpace(title) == "" {
			p.wrong("papers", fmt.Sprintf("Line %d: write the paper’s title and its fingerprint of 64 letters and numbers, with ; between", i+1))
			return nil
		}
		if _, err := v.client.Blob(v.ctx, digest); err != nil {
			if problemOf(err) == nil {
				return err
			}
			p.wrong("papers", fmt.Sprintf("Line %d: no paper with that fingerprint is here yet. Put it beside the ledger first", i+1))
			return nil
		}
		d.Motion.Papers = append(d.Motion.Papers, ledger.Paper{Title: strings.Join(strings.Fields(title), " "), SHA256: digest})
	}
	return nil
}

// noticeDates are the earliest times of a vote of which notice is given now, by the rules.
func (v *visit) noticeDates(body map[string]any) (opens, closes ledger.Time, err error) {
	dates, err := v.client.Dates(v.ctx, api.DatesRequest{Kind: ledger.KindNoticeGiven, Body: body})
	if err != nil {
		return "", "", err
	}
	return ledger.Time(dates.Dates["opens"]), ledger.Time(dates.Dates["closes"]), nil
}

func whenForm(v *visit, d *draft) (*formPage, error) {
	p := &formPage{}
	opens, closes, err := v.noticeDates(map[string]any{})
	if problemOf(err) == nil && err != nil {
		return nil, err
	}
	if opens != "" {
		p.Inset = "With notice given today, votes open at the earliest at " + when(opens) + " and close at the earliest at " + when(closes) + ". The rules of the MoU work this out, with the bank holidays of England where it counts working days."
	}
	p.votingTimes(d.Opens, d.Closes)
	p.input("urgent", "Why can it not wait? (optional)", "Only for urgent business, where the MoU allows shorter notice for it", d.Urgent, 0)
	p.Text = []string{"The seats of all parties that take part in the function vote. Votes are open, as at a meeting: names and choices show as they are cast."}
	return p, nil
}

// votingTimes asks when votes open and close.
func (p *formPage) votingTimes(opens, closes ledger.Time) {
	openDay, openClock := dayAndClock(opens)
	closeDay, closeClock := dayAndClock(closes)
	p.Fields = append(p.Fields, Field{Heading: "Votes open"})
	p.input("opens", "Day", "For example, 7 December 2015", openDay, 20)
	p.input("opens-at", "Time", "For example, 9am", openClock, 10)
	p.Fields = append(p.Fields, Field{Heading: "Votes close"})
	p.input("closes", "Day", "For example, 17 December 2015", closeDay, 20)
	p.input("closes-at", "Time", "For example, 5pm", closeClock, 10)
}

func (v *visit) votingTimes(p *formPage) (opens, closes ledger.Time) {
	opens, ok := typedTime(v.form.Get("opens"), v.form.Get("opens-at"))
	if !ok {
		p.wrong("opens", "Enter the day and time when votes open, such as 7 December 2015 and 9am")
	}
	closes, ok = typedTime(v.form.Get("closes"), v.form.Get("closes-at"))
	if !ok {
		p.wrong("closes", "Enter the day and time when votes close, such as 17 December 2015 and 5pm")
	}
	if len(p.Errors) == 0 && closes <= opens {
		p.wrong("closes", "Enter a close that is later than the opening")
	}
	return opens, closes
}

func whenTake(v *visit, d *draft, p *formPage) error {
	d.Opens, d.Closes = v.votingTimes(p)
	d.Urgent = strings.Join(strings.Fields(v.form.Get("urgent")), " ")
	return nil
}

// testDraft asks the rules about a draft; why says in words what keeps it from being
// asked about at all.
func (v *visit) testDraft(d *draft) (now api.Preview, why string, err error) {
	m := d.Motion
	if m.Ref == "" {
		m.Ref = v.ledger.NextMotion
	}
	if why := unfit(ledger.KindMotionMoved, m); why != "" {
		return now, why, nil
	}
	now, err = v.client.Preview(v.ctx, api.PreviewRequest{Draft: &api.MotionDraft{Party: d.Party, Motion: m}, Votes: []api.PreviewVote{}})
	if p := problemOf(err); p != nil && p.Status/100 == 4 && p.Code != ledger.CodeLogIn && p.Code != api.CodeBusy {
		return now, p.Detail, nil
	}
	return now, "", err
}

// testShow runs the rules on a draft.
func testShow(v *visit) (page, error) {
	d, err := v.draft()
	if err != nil {
		return nil, err
	}
	back := "/drafts/" + v.path("draft")
	p := &formPage{layout: layout{page: "form", Title: "Test against the rules", Caption: d.Motion.Title, Nav: "/secretary", Back: &Link{back, "All tasks"}}}
	ok, err := v.tested(p, d)
	if err != nil {
		return nil, err
	}
	if ok {
		p.Links = []Link{{back + "/move", "Check and put on record"}, {back, "All tasks"}}
	} else {
		p.Links = []Link{{back, "All tasks"}}
	}
	return p, nil
}

// tested puts on a page what the rules say of a draft, and reports whether they would
// let it be moved.
func (v *visit) tested(p *formPage, d *draft) (bool, error) {
	now, why, err := v.testDraft(d)
	if err != nil {
		return false, err
	}
	if why != "" {
		p.Inset = "It cannot be put on record yet: " + lowerFirst(why)
		return false, nil
	}
	if len(now.Refused) > 0 {
		p.Text = []string{many(len(now.Refused), "rule is", "rules are") + " not met: this motion cannot be put on record yet. How to mend it:"}
		for _, c := range now.Refused {
			p.Text = append(p.Text, c.Explain)
		}
		p.Checks = checksOf("Rules that are not met", now.Refused)
		return false, nil
	}
	names, err := v.partyNames()
	if err != nil {
		return false, err
	}
	p.Text = []string{"The rules allow this motion to be put on record."}
	if earliest, _, err := v.noticeDates(map[string]any{}); err == nil && d.Opens != "" && d.Opens < earliest && d.Urgent == "" {
		p.Text = append(p.Text, "Its notice is too short: votes open at the earliest at "+when(earliest)+", not at "+when(d.Opens)+". Change who votes and when.")
	}
	p.Checks = checksOf("What it needs to be carried, without any vote yet", now.Checks)
	if now.Needed != nil {
		for _, words := range now.Needed.Words {
			p.Text = append(p.Text, "It would pass if: "+lowerFirst(words))
		}
	}
	if t := costsTable(now.Stakes, names); t != nil {
		p.Tables = append(p.Tables, t)
	}
	p.Tables = append(p.Tables, standingTable(now.Stakes, names))
	return true, nil
}

// standingTable is what each party's own authority allows.
func standingTable(stakes []ledger.Stake, names map[string]string) *Table {
	t := &Table{Caption: "Whether each party may commit itself to it", Columns: []Column{{Text: "Party"}, {Text: "Authority"}, {Text: "Needs ratification"}}}
	for _, k := range stakes {
		ratify := Cell{Text: "No"}
		if ratified(k) {
			ratify = Cell{Tag: &Tag{"Yes", "yellow"}}
		}
		t.Rows = append(t.Rows, []Cell{{Text: names[k.Party]}, {Text: k.Words + inClause(k.Clause)}, ratify})
	}
	return t
}

// moveShow has a draft put on record: nothing that the rules would refuse is signed.
func moveShow(v *visit) (page, error) {
	d, err := v.draft()
	if err != nil {
		return nil, err
	}
	at := v.path("draft")
	m := d.Motion
	m.Ref = v.ledger.NextMotion
	now, why, err := v.testDraft(d)
	if err != nil {
		return nil, err
	}
	if why != "" || len(now.Refused) > 0 {
		return moved("/drafts/" + at + "/test"), nil
	}
	return v.state(Stating{
		Kind: ledger.KindMotionMoved, Party: d.Party, Body: m, Title: "Check and put on record", Caption: m.Ref, Nav: "/secretary", Back: &Link{"/drafts/" + at, "All tasks"},
		Rows:   []Row{{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Type", Values: []string{upperFirst(api.TypeWords(m.Type))}}, {Key: "Resolution", Values: m.Text}},
		Labels: map[string]string{"motion": "Reference", "text.*": "Paragraph", "pool.lines.*.pence": "Amount of line", "pool.lines.*.what": "What line", "pool.lines.*.due": "Due, line"},
		Button: "Sign and put on record", Before: "The motion is not on record until you sign. It is a draft then, which its mover can still amend or withdraw; notice of it is given next.",
		Form: "/drafts/" + at + "/move", Done: "/motions/" + m.Ref + "/publish?draft=" + at,
	})
}
