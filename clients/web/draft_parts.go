package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What a motion may carry besides its words and money: options, a change of an earlier
// decision, of the MoU, of a fund's year, of a function's last day or of who votes. All of
// it is chosen from what exists.

// motionForms are the types and routes of motions that the MoU in force provides for.
type motionForms struct {
	clause string
	types  map[string]motionForm
	titles map[string]string // of routes that the MoU calls by a name
}

// motionForm is one type: how it is decided, and which parts it needs and may carry.
type motionForm struct {
	Title      string
	Routes     []string
	Needs, May []string
}

func (v *visit) motionForms() (f motionForms, err error) {
	var terms struct {
		Clause string
		Types  map[string]motionForm
	}
	whole := map[string]json.RawMessage{}
	if err := v.termsInForce(&whole); err != nil {
		return f, err
	}
	if motions := whole["motions"]; motions != nil {
		if err := json.Unmarshal(motions, &terms); err != nil {
			return f, fmt.Errorf("terms of the MoU: %w", err)
		}
	}
	f.clause, f.types, f.titles = terms.Clause, terms.Types, map[string]string{}
	for _, route := range f.routes() {
		var term struct{ Title string }
		if json.Unmarshal(whole[route], &term) == nil { // else the MoU calls it by none
			f.titles[route] = term.Title
		}
	}
	return f, nil
}

// typesFirst and routesFirst are offered before others.
var (
	typesFirst  = []string{ledger.TypePool, ledger.TypeLead, ledger.TypeReconfiguration, ledger.TypeBusinessCase, ledger.TypeStatement, ledger.TypeProcedural}
	routesFirst = []string{ledger.RouteJointCommittee, ledger.RouteCommitteesInCommon, ledger.RouteAdvisory}
)

var typeHints = map[string]string{
	ledger.TypePool: "Several parties pay for one service", ledger.TypeLead: "One party acts for the others",
	ledger.TypeReconfiguration: "Services change, and some parties gain where others lose", ledger.TypeProcedural: "How the board itself works",
}

// ordered are the names of a set, some of them first.
func ordered(set map[string]bool, first []string) (list []string) {
	for _, name := range first {
		if set[name] {
			list = append(list, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if !slices.Contains(first, name) {
			list = append(list, name)
		}
	}
	return list
}

func (f motionForms) names() []string {
	set := map[string]bool{}
	for name := range f.types {
		set[name] = true
	}
	return ordered(set, typesFirst)
}

// routes are all by which a motion of any type is decided.
func (f motionForms) routes() []string {
	set := map[string]bool{}
	for _, form := range f.types {
		for _, route := range form.Routes {
			set[route] = true
		}
	}
	return ordered(set, routesFirst)
}

func (f motionForms) typeWords(name string) string {
	if title := f.types[name].Title; title != "" {
		return title
	}
	if words := api.TypeWords(name); words != name {
		return upperFirst(words)
	}
	return codeWords(name)
}

func (f motionForms) routeWords(name string) string {
	if title := f.titles[name]; title != "" {
		return title
	}
	if words := api.RouteWords(name); words != name {
		return upperFirst(words)
	}
	return codeWords(name)
}

// of is the type of motion that needs a part; none where the MoU knows none.
func (f motionForms) of(part string) string {
	for _, name := range f.names() {
		if slices.Contains(f.types[name].Needs, part) {
			return name
		}
	}
	return ""
}

// carries is whether a motion of a type may carry a part, and whether it needs it.
func (f motionForms) carries(of, part string) (may, needs bool) {
	form := f.types[of]
	needs = slices.Contains(form.Needs, part)
	return needs || slices.Contains(form.May, part), needs
}

// partTasks are the tasks of a motion's further parts.
func partTasks() []draftTask {
	has := func(is func(m *ledger.Motion) bool) func(*draft) string {
		return func(d *draft) string {
			if is(&d.Motion) {
				return taskDone
			}
			return taskOptional
		}
	}
	return []draftTask{
		{name: "adopts", title: "Draft of the MoU", part: "amends", needs: hasType, status: has(func(m *ledger.Motion) bool { return m.Amends != nil }), show: adoptsForm, take: adoptsTake},
		{name: "virement", title: "Money moved between lines of a fund", part: "virement", needs: hasType, status: has(func(m *ledger.Motion) bool { return m.Virement != nil }), show: virementForm, take: virementTake},
		{name: "settles", title: "What is left of a fund’s year", part: "settles", needs: hasType, status: has(func(m *ledger.Motion) bool { return m.Settles != nil }), show: settlesForm, take: settlesTake},
		{name: "prolongs", title: "Last day of a function", part: "prolongs", needs: hasType, status: has(func(m *ledger.Motion) bool { return m.Prolongs != nil }), show: prolongsForm, take: prolongsTake},
		{name: "rights", title: "Who is given a vote", part: "rights", needs: hasType, status: has(func(m *ledger.Motion) bool { return m.Rights != nil }), show: rightsForm, take: rightsTake},
		{name: "options", title: "Options", status: has(func(m *ledger.Motion) bool { return len(m.Options)+len(m.Rejected) > 0 }), show: optionsForm, take: optionsTake},
		{name: "varies", title: "Earlier decision", status: has(func(m *ledger.Motion) bool { return m.Varies != nil }), show: variesForm, take: variesTake},
	}
}

func optionsForm(_ *visit, d *draft) (*formPage, error) {
	p := &formPage{Text: []string{"Most motions are voted for or against. Where there are several ways to choose from, each vote is for one of them, or an abstention."}}
	var rejected []string
	for _, r := range d.Motion.Rejected {
		rejected = append(rejected, r.Option+"; "+r.Why)
	}
	p.area("options", "Options to choose from (optional)", "Two or more, one on a line. Leave it empty if votes are for or against", strings.Join(d.Motion.Options, "\n"))
	p.area("rejected", "Considered and not proposed (optional)", "One on a line: the option; why not. The notice of the decision gives them", strings.Join(rejected, "\n"))
	return p, nil
}

func optionsTake(v *visit, d *draft, p *formPage) error {
	m := &d.Motion
	m.Options, m.Rejected = textLines(v.form.Get("options")), nil
	for i, option := range m.Options {
		switch {
		case len(m.Options) == 1:
			p.wrong("options", "Enter two or more options, or leave it empty")
		case slices.Contains(m.Options[:i], option):
			p.wrong("options", fmt.Sprintf("Line %d: %s is there already", i+1, option))
		case slices.ContainsFunc([]string{"for", "against", "abstain", "abstained"}, func(name string) bool { return strings.EqualFold(name, option) }):
			p.wrong("options", fmt.Sprintf("Line %d: call it otherwise than a vote for or against, or an abstention", i+1))
		case len(option) > ledger.MaxTitle:
			p.wrong("options", fmt.Sprintf("Line %d: shorten it to %d letters", i+1, ledger.MaxTitle))
		}
	}
	for i, line := range textLines(v.form.Get("rejected")) {
		option, why, ok := strings.Cut(line, ";")
		option, why = strings.TrimSpace(option), strings.TrimSpace(why)
		if !ok || option == "" || why == "" {
			p.wrong("rejected", fmt.Sprintf("Line %d: write the option and why not, with ; between", i+1))
			break
		}
		m.Rejected = append(m.Rejected, ledger.Rejected{Option: option, Why: why})
	}
	return nil
}

// variesHows are what a motion may do to an earlier decision.
var variesHows = []Radio{
	{Value: "varied", Text: "It is varied", Hint: "It stands, changed as this motion says"},
	{Value: "superseded", Text: "It is superseded", Hint: "This motion takes its place"},
	{Value: "rescinded", Text: "It is rescinded", Hint: "It ends, and nothing takes its place"},
	{Value: "corrected", Text: "It is corrected", Hint: "Its record was wrong"},
}

func variesForm(v *visit, d *draft) (*formPage, error) {
	list, err := v.client.Decisions(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	p := &formPage{Text: []string{"Once this motion is carried, the secretary records what it does to the earlier decision."}}
	options := []Option{{Text: "None"}}
	for _, decision := range slices.Backward(list.Items) {
		options = append(options, Option{Value: decision.Ref, Text: decision.Ref + ", " + decision.Title})
	}
	x := d.Motion.Varies
	if x == nil {
		x = &ledger.Varies{}
	}
	p.choice("decision", "Which decision does it change?", x.Decision, options...)
	p.radios("how", "What becomes of that decision?", "", x.How, slices.Clone(variesHows)...)
	return p, nil
}

func variesTake(v *visit, d *draft, p *formPage) error {
	x := ledger.Varies{Decision: v.form.Get("decision"), How: v.form.Get("how")}
	d.Motion.Varies = nil
	switch {
	case x.Decision == "" && x.How == "":
		return nil
	case x.Decision == "":
		p.wrong("decision", "Select the decision that it changes")
	case !slices.ContainsFunc(variesHows, func(r Radio) bool { return r.Value == x.How }):
		p.wrong("how", "Select what becomes of that decision")
	}
	d.Motion.Varies = &x
	return nil
}

func adoptsForm(v *visit, d *draft) (*formPage, error) {
	list, err := v.client.Drafts(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	p := &formPage{Text: []string{"The draft that is adopted if the motion is carried. Its text and rules are told by their check code: nobody can put others in their place."}}
	chosen, options := "", []Option{{Text: "None"}}
	if d.Motion.Amends != nil {
		chosen = string(d.Motion.Amends.Draft)
	}
	for _, draft := range slices.Backward(list.Items) {
		if draft.Status.Status == api.DraftStanding || string(draft.ID) == chosen {
			options = append(options, Option{Value: string(draft.ID), Text: draft.Title + ", of version " + number(draft.Version) + ", " + draft.RulesCode})
		}
	}
	if len(options) == 1 {
		p.Inset = "No draft of the MoU is before the parties. Put one before them first."
	}
	p.choice("adopts", "Which draft does it adopt?", chosen, options...)
	p.Links = []Link{{"/mou/drafts", "Drafts of the MoU"}}
	return p, nil
}

func adoptsTake(v *visit, d *draft, p *formPage) error {
	list, err := v.client.Drafts(v.ctx, nil)
	if err != nil {
		return err
	}
	d.Motion.Amends = nil
	chosen := v.form.Get("adopts")
	for _, draft := range list.Items {
		if string(draft.ID) == chosen {
			d.Motion.Amends = &ledger.Amends{Draft: draft.ID, Version: draft.Version, Rules: draft.Rules}
		}
	}
	if chosen != "" && d.Motion.Amends == nil {
		p.wrong("adopts", "Select the draft that it adopts")
	}
	return nil
}

// fundYears are the years of all funds, named as a choice names them.
func (v *visit) fundYears() (options []Option, err error) {
	funds, err := v.client.Funds(v.ctx, nil)
	for _, fund := range funds.Items {
		for _, year := range fund.Years {
			options = append(options, Option{Value: fund.Fund + "/" + year.Year, Text: fundName(fund.Fund) + ", " + yearInWords(year.Year)})
		}
	}
	return options, err
}

func virementForm(v *visit, d *draft) (*formPage, error) {
	years, err := v.fundYears()
	if err != nil {
		return nil, err
	}
	p := &formPage{Text: []string{"Money moves from one line of a fund’s year to another line of the same year: so much at most, at once or by and by."}}
	lines := []Option{{Text: "None"}}
	for _, year := range years {
		fund, of, _ := strings.Cut(year.Value, "/")
		account, err := v.client.FundAccount(v.ctx, fund, of, nil)
		if err != nil {
			return nil, err
		}
		for _, l := range account.Budgets {
			lines = append(lines, Option{Value: year.Value + "/" + l.Line, Text: year.Text + ": " + l.What + ", " + ledger.Pounds(l.Budget)})
		}
	}
	if len(years) == 0 {
		p.Inset = "No decision has made up a fund yet, so there is no line to move money from."
	}
	x := d.Motion.Virement
	if x == nil {
		x = &ledger.Virement{}
	}
	at := func(line string) string {
		if line == "" {
			return ""
		}
		return x.Fund + "/" + x.Year + "/" + line
	}
	var uses []string
	for _, u := range x.Uses {
		use := u.What + "; " + ledger.Pounds(u.Pence)
		if u.Recurrent {
			use += "; every year"
		}
		uses = append(uses, use)
	}
	p.choice("from", "From which line?", at(x.From), slices.Clone(lines)...)
	p.choice("to", "To which line?", at(x.To), lines...)
	p.input("amount", "How much at most?", "In pounds. For example, 50,000", moneyText(x.Pence), 10)
	p.area("uses", "What is it used for? (where the MoU asks for that)", "One use on a line: what; how much in pounds. Write ; every year behind one that comes back", strings.Join(uses, "\n"))
	return p, nil
}

func virementTake(v *visit, d *draft, p *formPage) error {
	d.Motion.Virement = nil
	from, to, amount := strings.Split(v.form.Get("from"), "/"), strings.Split(v.form.Get("to"), "/"), strings.TrimSpace(v.form.Get("amount"))
	if len(from) != 3 && len(to) != 3 && amount == "" {
		return nil
	}
	x := ledger.Virement{}
	switch {
	case len(from) != 3:
		p.wrong("from", "Select the line that it comes from")
	case len(to) != 3:
		p.wrong("to", "Select the line that it goes to")
	case from[0] != to[0] || from[1] != to[1]:
		p.wrong("to", "Select a line of the same fund and year")
	case from[2] == to[2]:
		p.wrong("to", "Select another line than it comes from")
	default:
		x = ledger.Virement{Fund: from[0], Year: from[1], From: from[2], To: to[2]}
	}
	var ok bool
	if x.Pence, ok = typedPence(amount); !ok || x.Pence == 0 {
		p.wrong("amount", "Enter an amount in pounds, such as 50,000")
	}
	for i, line := range textLines(v.form.Get("uses")) {
		parts := strings.Split(line, ";")
		use := ledger.Use{What: strings.TrimSpace(parts[0])}
		if len(parts) > 1 {
			use.Pence, ok = typedPence(parts[1])
		}
		if len(parts) == 3 {
			use.Recurrent = strings.EqualFold(strings.TrimSpace(parts[2]), "every year")
		}
		if len(parts) < 2 || len(parts) > 3 || !ok || use.What == "" || len(parts) == 3 && !use.Recurrent {
			p.wrong("uses", fmt.Sprintf("Line %d: write what and how much, with ; between, such as Four beds in March; 5,000", i+1))
			break
		}
		x.Uses = append(x.Uses, use)
	}
	d.Motion.Virement = &x
	return nil
}

func settlesForm(v *visit, d *draft) (*formPage, error) {
	years, err := v.fundYears()
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{Text: []string{"Who gets what is left of a fund’s year, or bears what is over."}}
	x := d.Motion.Settles
	if x == nil {
		x = &ledger.Settles{}
	}
	var list []string
	for _, code := range slices.Sorted(maps.Keys(x.Amounts)) {
		list = append(list, names[code]+" "+ledger.Pounds(x.Amounts[code]))
	}
	p.choice("fund", "Which year of which fund?", x.Fund+"/"+x.Year, append([]Option{{Text: "None"}}, years...)...)
	p.area("amounts", "What does each party get or bear?", "Paste 2 columns from a spreadsheet: the party’s code or name, and its amount in pounds. Write -5,000.00 for what it bears", strings.Join(list, "\n"))
	return p, nil
}

func settlesTake(v *visit, d *draft, p *formPage) error {
	d.Motion.Settles = nil
	fund, year, ok := strings.Cut(v.form.Get("fund"), "/")
	names, err := v.partyNames()
	if err != nil {
		return err
	}
	amounts, why := pastedAs(v.form.Get("amounts"), names, typedSigned)
	switch {
	case !ok && len(amounts) == 0 && why == "":
		return nil
	case !ok:
		p.wrong("fund", "Select the year of the fund")
	}
	if why != "" {
		p.wrong("amounts", why)
	} else if len(amounts) == 0 {
		p.wrong("amounts", "Paste or type what each party gets or bears")
	}
	d.Motion.Settles = &ledger.Settles{Fund: fund, Year: year, Amounts: amounts}
	return nil
}

func prolongsForm(v *visit, d *draft) (*formPage, error) {
	signing, err := v.inForce()
	if err != nil {
		return nil, err
	}
	p := &formPage{Text: []string{"If the motion is carried, the function runs until another day: longer, or less long."}}
	x := d.Motion.Prolongs
	if x == nil {
		x = &ledger.Prolongs{}
	}
	options := []Option{{Text: "None"}}
	for _, f := range signing.Functions {
		options = append(options, Option{Value: f.Function, Text: f.Title})
	}
	p.choice("prolongs", "Which function?", x.Function, options...)
	p.input("until", "Until which day?", "That day included. For example, 31 March 2028", dayText(x.Until), 20)
	return p, nil
}

func prolongsTake(v *visit, d *draft, p *formPage) error {
	d.Motion.Prolongs = nil
	x := ledger.Prolongs{Function: v.form.Get("prolongs")}
	typed := strings.TrimSpace(v.form.Get("until"))
	if x.Function == "" && typed == "" {
		return nil
	}
	if x.Function == "" {
		p.wrong("prolongs", "Select the function")
	}
	var ok bool
	if x.Until, ok = typedDay(typed); !ok {
		p.wrong("until", "Enter the last day, such as 31 March 2028")
	}
	d.Motion.Prolongs = &x
	return nil
}

func rightsForm(v *visit, d *draft) (*formPage, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{Text: []string{"Parties to which the motion, if it is carried, gives a vote that the MoU does not give them itself."}}
	x := d.Motion.Rights
	if x == nil {
		x = &ledger.Rights{}
	}
	var list []Radio
	for _, o := range partyOptions(names) {
		list = append(list, Radio{Value: o.Value, Text: o.Text})
	}
	p.checkboxes("parties", "Which parties?", "Leave all empty if none is", x.Parties, list...)
	p.input("from", "From which day?", "For example, 1 April 2016", dayText(x.From), 20)
	p.input("until", "Until which day? (optional)", "", dayText(x.Until), 20)
	return p, nil
}

func rightsTake(v *visit, d *draft, p *formPage) error {
	d.Motion.Rights = nil
	x := ledger.Rights{Parties: slices.Sorted(slices.Values(v.form["parties"]))}
	from, until := strings.TrimSpace(v.form.Get("from")), strings.TrimSpace(v.form.Get("until"))
	if len(x.Parties) == 0 && from == "" {
		return nil
	}
	if len(x.Parties) == 0 {
		p.wrong("parties", "Select the parties that are given a vote")
	}
	var ok bool
	if x.From, ok = typedDay(from); !ok {
		p.wrong("from", "Enter the day from which they vote, such as 1 April 2016")
	}
	if until != "" {
		if x.Until, ok = typedDay(until); !ok {
			p.wrong("until", "Enter the last day, such as 31 March 2019, or leave it empty")
		}
	}
	d.Motion.Rights = &x
	return nil
}

// typedSigned reads money that may be less than nothing: -5,000 or (5,000).
func typedSigned(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	rest, less := strings.CutPrefix(strings.Replace(text, "−", "-", 1), "-")
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") {
		rest, less = strings.TrimSuffix(inner, ")"), true
	}
	pence, ok := typedPence(rest)
	if less {
		pence = -pence
	}
	return pence, ok
}

// typedPercent reads a part of a hundred with up to 2 places: 2.5 or 2.5%.
func typedPercent(text string) (*ledger.Fraction, bool) {
	hundredths, ok := typedPence(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	return &ledger.Fraction{Num: hundredths, Den: 10_000}, ok && hundredths > 0 && hundredths < 10_000
}

// partRows say what a motion does to the MoU, a fund's year, a function or who votes.
func partRows(m ledger.Motion, names map[string]string) (rows []Row) {
	add := func(key string, values ...string) { rows = append(rows, Row{Key: key, Values: values}) }
	if a := m.Amends; a != nil {
		add("Adopts", "Version "+number(a.Version)+" of the MoU, whose text and rules have the check code "+ledger.CheckCode(a.Rules))
	}
	if x := m.Virement; x != nil {
		lines := []string{"Up to " + ledger.Pounds(x.Pence) + " from line " + x.From + " to line " + x.To + " of the fund " + x.Fund + " in " + yearInWords(x.Year)}
		for _, u := range x.Uses {
			use := "For " + u.What + ": " + ledger.Pounds(u.Pence)
			if u.Recurrent {
				use += ", every year"
			}
			lines = append(lines, use)
		}
		add("Money moved", lines...)
	}
	if x := m.Settles; x != nil {
		lines := []string{"The fund " + x.Fund + " in " + yearInWords(x.Year)}
		for _, code := range slices.Sorted(maps.Keys(x.Amounts)) {
			verb, pence := " gets back ", x.Amounts[code]
			if pence < 0 {
				verb, pence = " bears ", -pence
			}
			lines = append(lines, cmp.Or(names[code], code)+verb+ledger.Pounds(pence))
		}
		add("Settles a year", lines...)
	}
	if x := m.Prolongs; x != nil {
		add("Last day of a function", codeWords(x.Function)+" runs until "+day(x.Until)+", that day included")
	}
	if x := m.Rights; x != nil {
		words := listed(named(x.Parties, names)) + ", from " + day(x.From)
		if x.Until != "" {
			words += " until " + day(x.Until) + ", that day included"
		}
		add("Given a vote", words)
	}
	return rows
}
