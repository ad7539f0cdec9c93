package web

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// draft is a motion on its way to the board, task by task. It is not on the ledger: each
// time that it is saved it is put beside the log, under its SHA-256, which is its address
// here. So an earlier state stands as it was, and the back button leads there. The API
// shows it to the person of whom it is, the secretary and the chair alone.
type draft struct {
	Of     string        `json:"motion_draft_of"` // who began it: first, and by api.DraftField
	Party  string        `json:"party,omitempty"` // that it is moved for
	Motion ledger.Motion `json:"motion"`
	Opens  ledger.Time   `json:"opens,omitempty"`
	Closes ledger.Time   `json:"closes,omitempty"`
	Urgent string        `json:"urgent,omitempty"`

	Changes string `json:"changes,omitempty"` // the motion on record that it would change
}

// draftPage is the task list of a motion.
type draftPage struct {
	layout
	Tasks []Task
	Ready bool
	Done  int
	Of    int // tasks that there are
	Saved ledger.Time
}

// draftTask is one of its tasks.
type draftTask struct {
	name, title string
	part        string                // of the motion, which motions of some types need and others may have
	needs       func(d *draft) bool   // what has to be done first
	status      func(d *draft) string // done, todo, or optional
	show        func(v *visit, d *draft) (*formPage, error)
	take        func(v *visit, d *draft, p *formPage) error
}

const (
	taskDone     = "Completed"
	taskTodo     = "Incomplete"
	taskOptional = "Optional"
)

var draftTasks []draftTask

func init() { // the tasks' handlers read the table
	draftTasks = slices.Concat([]draftTask{
		{name: "type", title: "Type and title", status: taskIs(func(d *draft) bool {
			return d.Motion.Title != "" && d.Motion.Type != "" && d.Motion.Route != "" && d.Motion.Function != ""
		}), show: typeForm, take: typeTake},
		{name: "text", title: "Resolution text", status: taskIs(func(d *draft) bool { return len(d.Motion.Text) > 0 }), show: textForm, take: textTake},
		{name: "money", title: "Money and shares", part: "pool", needs: hasType, status: mayBe(func(d *draft) bool { return d.Motion.Pool != nil }), show: moneyForm, take: moneyTake},
		{name: "lead", title: "Lead commissioner", part: "lead", needs: hasType, status: mayBe(func(d *draft) bool { return d.Motion.Lead != nil }), show: leadForm, take: leadTake},
		{name: "risk", title: "Risk share", part: "risk_share", needs: hasType, status: mayBe(func(d *draft) bool { return d.Motion.RiskShare != nil }), show: riskForm, take: riskTake},
	}, partTasks(), []draftTask{
		{name: "papers", title: "Papers", status: mayBe(func(d *draft) bool { return len(d.Motion.Papers) > 0 }), show: papersForm, take: papersTake},
		{name: "when", title: "Who votes and when", needs: hasType, status: func(d *draft) string {
			if d.Changes != "" && d.Closes == "" {
				return taskOptional // notice is given of it again, which asks for these
			}
			return taskIs(func(d *draft) bool { return d.Closes != "" })(d)
		}, show: whenForm, take: whenTake},
	})
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

func mayBe(is func(*draft) bool) func(*draft) string {
	return func(d *draft) string {
		if is(d) {
			return taskDone
		}
		return taskOptional
	}
}

// statusOf is where a task stands: a part that motions of the type need is to do. It is not
// listed if motions of the type can't carry it. Before there is a type, the parts that most
// motions have wait for it.
func (f motionForms) statusOf(t draftTask, d *draft) (status string, listed bool) {
	status, listed = t.status(d), true
	if t.part == "" {
		return status, true
	}
	may, needs := f.carries(d.Motion.Type, t.part)
	if d.Motion.Type == "" {
		may = slices.Contains([]string{"pool", "lead", "risk_share"}, t.part)
	}
	if needs && status == taskOptional {
		status = taskTodo
	}
	return status, may || status == taskDone
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
	if err := json.Unmarshal(data, d); err != nil || api.DraftOf(data) != d.Of {
		return nil, gone
	}
	return d, nil
}

// keep saves a draft and leads to its task list.
func (v *visit) keep(d *draft, then string) (page, error) {
	d.Of = cmp.Or(d.Of, v.me.ID)
	data, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	kept, err := v.client.PutBlob(v.ctx, data, false)
	if err != nil {
		return nil, err
	}
	if err := v.saveDraft(kept.SHA256, draftAt(v.path("draft"))); err != nil {
		return nil, err
	}
	return moved("/drafts/" + string(kept.SHA256) + then), nil
}

// draftAt is the draft that a part of a path names; none where it names none.
func draftAt(path string) ledger.Digest {
	if _, err := ledger.Digest(path).Bytes(); err != nil {
		return ""
	}
	return ledger.Digest(path)
}

func draftNew(*visit) (page, error) { return moved("/drafts/new"), nil }

func draftShow(v *visit) (page, error) {
	d, err := v.draft()
	if err != nil {
		return nil, err
	}
	p := &draftPage{layout: layout{page: "draft", Title: "New motion", Caption: d.Motion.Title, Nav: "/secretary", Back: &Link{"/drafts", "Your drafts"}}}
	forms, err := v.motionForms()
	if err != nil {
		return nil, err
	}
	if d.Changes != "" {
		p.Title, p.Caption, p.Nav = "Change a motion", d.Changes+", "+d.Motion.Title, "/motions"
	}
	p.Saved = v.savedAt(draftAt(v.path("draft")))
	p.Ready = true
	base := "/drafts/" + v.path("draft")
	for _, t := range draftTasks {
		status, listed := forms.statusOf(t, d)
		if !listed {
			continue
		}
		p.Of++
		task := Task{ID: t.name, Href: base + "/" + t.name, Text: t.title, Status: taskTag(status)}
		if t.needs != nil && !t.needs(d) {
			task.Href, task.Status = "", taskTag("Cannot start yet")
		}
		if status == taskDone {
			p.Done++
		}
		p.Ready = p.Ready && status != taskTodo
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
				f.Radios.Items[i].Checked = slices.Contains(form[f.Radios.Name], f.Radios.Items[i].Value)
			}
		}
	}
}

// testDraft asks the rules about a draft; why says in words what keeps it from being
// asked about at all.
func (v *visit) testDraft(d *draft) (now api.Preview, why string, err error) {
	m := d.Motion
	m.Ref = v.ledger.NextMotion // also of a change: the rules are asked of it as if it were moved now
	if why := unfit(ledger.KindMotionMoved, m); why != "" {
		return now, why, nil
	}
	now, err = v.client.PreviewNeeding(v.ctx, api.PreviewRequest{Draft: &api.MotionDraft{Party: d.Party, Motion: m}, Votes: []api.PreviewVote{}})
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
	if now.Needed == nil {
		p.Text = append(p.Text, cmp.Or(now.Unknown, api.NeededLater))
	} else {
		p.Text = append(p.Text, "It would pass if it had the votes: "+lowerFirst(strings.Join(now.Needed.Words, " ")))
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
	now, why, err := v.testDraft(d)
	if err != nil {
		return nil, err
	}
	if why != "" || len(now.Refused) > 0 {
		return moved("/drafts/" + at + "/test"), nil
	}
	if d.Changes != "" {
		return v.amendedState(d)
	}
	m := d.Motion
	m.Ref = v.ledger.NextMotion
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	return v.state(Stating{
		Kind: ledger.KindMotionMoved, Party: d.Party, Body: m, Title: "Check and put on record", Caption: m.Ref, Nav: "/secretary", Back: &Link{"/drafts/" + at, "All tasks"},
		Rows:   movedRows(m, names),
		Whole:  rowsWhole(m),
		Labels: movedLabels,
		Button: "Sign and put on record", Before: "The motion is not on record until you sign. It is a draft then, which its mover can still amend or withdraw; notice of it is given next.",
		Form: "/drafts/" + at + "/move", Done: "/motions/" + m.Ref + "/publish?draft=" + at,
	})
}

var movedLabels = map[string]string{"motion": "Reference", "text.*": "Paragraph", "pool.lines.*.pence": "Amount of line", "pool.lines.*.what": "What line", "pool.lines.*.due": "Due, line"}

// movedRows say what is put on record with a motion.
func movedRows(m ledger.Motion, names map[string]string) []Row {
	rows := []Row{{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Type", Values: []string{upperFirst(api.TypeWords(m.Type))}}, {Key: "How it is decided", Values: []string{bindingWords(m.Route)}}, {Key: "Function", Values: []string{codeWords(m.Function)}}, {Key: "Resolution", Values: m.Text}}
	rows = append(rows, carriedRows(m, names)...)
	var papers []string
	for _, paper := range m.Papers {
		papers = append(papers, paperWords(paper))
	}
	var rejected []string
	for _, r := range m.Rejected {
		rejected = append(rejected, r.Option+": "+r.Why)
	}
	for _, are := range []Row{{Key: "Options", Values: m.Options}, {Key: "Conditions", Values: m.Conditions}, {Key: "Reasons", Values: m.Reasons}, {Key: "Considered and not proposed", Values: rejected}, {Key: "Papers", Values: papers}} {
		if len(are.Values) > 0 {
			rows = append(rows, are)
		}
	}
	return rows
}

// rowsWhole tells whether the rows of a motion's check page say all that it does. What names
// a draft, a fund or a function by its code is told part by part besides.
func rowsWhole(m ledger.Motion) bool {
	if m.Amends != nil || m.Rights != nil || m.Prolongs != nil || m.Settles != nil || m.Virement != nil {
		return false
	}
	return m.Pool == nil || !slices.ContainsFunc(m.Pool.Lines, func(l ledger.PoolLine) bool { return l.FromLastYear != nil })
}
