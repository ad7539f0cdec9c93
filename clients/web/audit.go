package web

import (
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

// auditPage is the register of what was moved and decided: first whether it is whole,
// then what in it an auditor looks at first, then all of it.
type auditPage struct {
	layout
	Complete   []string // a sentence for each year
	Gaps       bool
	Filtered   bool
	Exceptions []exception
	Filter     filterForm
	Register   *Table
	Pages      Pages
	Count      int
	Files      []Link
	Size       int64
	Code       string
}

// exception is something that an auditor looks at.
type exception struct {
	ID   string // that the register is narrowed to it by; empty: it is about no motion
	What string
	Refs []Link
	More *Link // to all of them, where they are many
	is   func(registered) bool
}

const refsShown = 10 // of one exception

// filterForm narrows a list of motions or decisions, by the query.
type filterForm struct {
	Action                 string
	Selects                []Select
	Status, Type, By, Year string
}

// registered is one line of the register.
type registered struct {
	motion   api.MotionSummary
	decision *api.Decision
}

// register is every motion, in order, with its decision.
func (v *visit) register() ([]registered, error) {
	motions, err := v.client.Motions(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	decisions, err := v.client.Decisions(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	by := map[string]*api.Decision{}
	for i, d := range decisions.Items {
		by[d.Ref] = &decisions.Items[i]
	}
	var list []registered
	for _, m := range motions.Items {
		list = append(list, registered{m, by[m.Ref]})
	}
	return list, nil
}

// complete says of each year whether the references run without a gap, up to the one
// that the next motion gets.
func complete(list []registered, next string) (sentences []string, gaps bool) {
	type year struct {
		name      string // such as GM-2015-
		have      map[int]bool
		highest   int
		withdrawn int
	}
	years := map[string]*year{}
	var order []string
	of := func(ref string) (*year, int) {
		at := strings.LastIndex(ref, "-") + 1
		n, err := strconv.Atoi(ref[at:])
		if err != nil {
			return nil, 0
		}
		if years[ref[:at]] == nil {
			years[ref[:at]] = &year{name: ref[:at], have: map[int]bool{}}
			order = append(order, ref[:at])
		}
		return years[ref[:at]], n
	}
	for _, r := range list {
		if y, n := of(r.motion.Ref); y != nil {
			y.have[n], y.highest = true, max(y.highest, n)
			if r.motion.Status.Status == ledger.MotionWithdrew {
				y.withdrawn++
			}
		}
	}
	if y, n := of(next); y != nil {
		y.highest = max(y.highest, n-1)
	}
	for _, name := range order {
		y := years[name]
		if y.highest == 0 {
			continue
		}
		var missing []string
		for n := 1; n <= y.highest; n++ {
			if !y.have[n] {
				missing = append(missing, fmt.Sprintf("%s%03d", name, n))
			}
		}
		words := fmt.Sprintf("Motions %s001 to %03d: %d of %d present; %d withdrawn; ", name, y.highest, y.highest-len(missing), y.highest, y.withdrawn)
		if len(missing) == 0 {
			words += "no gaps"
		} else {
			gaps = true
			words += "missing: " + listed(missing)
		}
		sentences = append(sentences, words)
	}
	return sentences, gaps
}

// exceptions are what of the register an auditor looks at first.
func (v *visit) exceptions(list []registered) ([]exception, error) {
	all, err := v.exceptional()
	if err != nil {
		return nil, err
	}
	var found []exception
	for _, e := range all {
		n := 0
		for _, r := range slices.Backward(list) {
			if e.is(r) {
				if n++; n <= refsShown {
					e.Refs = append(e.Refs, r.link())
				}
			}
		}
		if n > refsShown {
			e.More = &Link{"/audit?exception=" + e.ID + "#register", "all " + number(int64(n)) + " in the register"}
		}
		if n > 0 {
			found = append(found, e)
		}
	}
	for _, loss := range v.ledger.Recoveries {
		found = append(found, exception{What: fmt.Sprintf("The ledger records that entries %d to %d were lost", loss.Left.Size, loss.Lost.Size-1), Refs: []Link{{entryPath(loss.Entry), "Entry " + number(loss.Entry)}}})
	}
	for _, change := range v.ledger.LogKeys {
		found = append(found, exception{What: "The key that signs for the whole ledger was changed", Refs: []Link{{entryPath(change.Entry), "Entry " + number(change.Entry)}}})
	}
	return found, nil
}

// exceptional is all that may be an exception of the register, whether there is any or not.
func (v *visit) exceptional() (all []exception, err error) {
	say := func(what string, is func(r registered) bool) {
		all = append(all, exception{ID: strings.ReplaceAll(strings.ToLower(what), " ", "-"), What: what, is: is})
	}
	outcome := func(of string) func(registered) bool {
		return func(r registered) bool { return r.motion.Outcome == of }
	}
	status := func(of string) func(registered) bool {
		return func(r registered) bool { return r.decision != nil && r.decision.Status.Status == of }
	}
	say("Not quorate", outcome(ledger.OutcomeNotQuorate))
	say("No decision", outcome(ledger.OutcomeNoDecision))
	say("Withdrawn", func(r registered) bool { return r.motion.Status.Status == ledger.MotionWithdrew })
	say("Awaiting ratification", status(ledger.DecisionAwaitsRatification))
	say("Called in", status(ledger.DecisionCallIn))
	say("Changed by a later decision", func(r registered) bool { return r.decision != nil && len(r.decision.Variations) > 0 })
	say("Binds a party that voted against", func(r registered) bool {
		return r.decision != nil && slices.ContainsFunc(r.decision.Parties, func(p api.DecisionParty) bool {
			return p.Bound == ledger.BoundAgainstVote && p.Position == ledger.ChoiceAgainst
		})
	})
	say("Withheld from you", func(r registered) bool { return r.decision != nil && r.decision.Withheld != nil })
	unruled := map[string]bool{} // motions
	for i, err := range v.client.EachInterest(v.ctx, nil) {
		if problem := problemOf(err); problem != nil && (problem.Code == ledger.CodeNotAllowed || problem.Code == ledger.CodeLogIn) {
			break // the agreement keeps the register of interests from this reader
		}
		if err != nil {
			return nil, err
		}
		if len(i.Rulings) == 0 {
			unruled[i.Motion] = true
		}
	}
	say("Decided with an interest that nobody ruled on", func(r registered) bool { return r.decision != nil && unruled[r.motion.Ref] })
	return all, nil
}

func (r registered) link() Link {
	if r.decision != nil {
		return Link{"/decisions/" + r.motion.Ref, r.motion.Ref}
	}
	return Link{"/motions/" + r.motion.Ref, r.motion.Ref}
}

// wanted tells what of the register the query asks for.
func (v *visit) wanted() (func(registered) bool, error) {
	query := v.request.URL.Query()
	status, kind, party, year := query.Get("status"), query.Get("type"), query.Get("party"), query.Get("year")
	is := func(registered) bool { return true }
	if first := query.Get("exception"); first != "" {
		all, err := v.exceptional()
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if e.ID == first {
				is = e.is
			}
		}
	}
	return func(r registered) bool {
		m := r.motion
		return is(r) && (status == "" || status == m.Status.Status || status == m.Outcome || r.decision != nil && status == r.decision.Status.Status) &&
			(kind == "" || kind == m.Type) && (year == "" || year == yearOf(m.Ref)) &&
			(party == "" || r.decision != nil && slices.ContainsFunc(r.decision.Parties, func(p api.DecisionParty) bool { return p.Party == party }))
	}, nil
}

// narrowing is the form that asks for a part of the register.
func (v *visit) narrowing(list []registered, exceptions []exception) filterForm {
	query := v.request.URL.Query()
	f := filterForm{Action: "/audit", Status: query.Get("status"), Type: query.Get("type"), By: query.Get("party"), Year: query.Get("year")}
	option := func(options []Option, value, text, chosen string) []Option {
		if slices.ContainsFunc(options, func(o Option) bool { return o.Value == value }) {
			return options
		}
		return append(options, Option{value, text, value == chosen})
	}
	all := func() []Option { return []Option{{"", "All", false}} }
	status, kind, year, party, first := all(), all(), all(), all(), all()
	for _, e := range exceptions {
		if e.ID != "" {
			first = option(first, e.ID, e.What, query.Get("exception"))
		}
	}
	for _, s := range registerStatuses {
		status = option(status, s.Href, s.Text, f.Status)
	}
	for _, r := range list {
		kind = option(kind, r.motion.Type, upperFirst(api.TypeWords(r.motion.Type)), f.Type)
		year = option(year, yearOf(r.motion.Ref), yearOf(r.motion.Ref), f.Year)
		if r.decision != nil {
			for _, p := range r.decision.Parties {
				party = option(party, p.Party, p.Name, f.By)
			}
		}
	}
	slices.SortFunc(party[1:], func(a, b Option) int { return strings.Compare(a.Text, b.Text) })
	f.Selects = []Select{
		{ID: "status", Name: "status", Label: "Status", Options: status}, {ID: "type", Name: "type", Label: "Type", Options: kind},
		{ID: "party", Name: "party", Label: "Party", Options: party}, {ID: "year", Name: "year", Label: "Year", Options: year},
		{ID: "exception", Name: "exception", Label: "Look at first", Options: first},
	}
	return f
}

// filters is the form that narrows a list by what the API takes, and that as its query.
func (v *visit) filters(action string, statuses []Link) (f filterForm, filter url.Values, err error) {
	query := v.request.URL.Query()
	filter = url.Values{}
	choose := func(name, label string, options []Option) {
		chosen := query.Get(name)
		for i := range options {
			options[i].Chosen = options[i].Value == chosen
		}
		if chosen != "" {
			filter.Set(name, chosen)
		}
		f.Selects = append(f.Selects, Select{ID: name, Name: name, Label: label, Options: options})
	}
	f.Action = action
	f.Status, f.Type, f.By, f.Year = query.Get("status"), query.Get("type"), query.Get("party"), query.Get("year")
	var options []Option
	for _, s := range statuses {
		options = append(options, Option{Value: s.Href, Text: s.Text})
	}
	choose("status", "Status", options)
	options = []Option{{Text: "All"}}
	for _, t := range []string{ledger.TypePool, ledger.TypeLead, ledger.TypeReconfiguration, "mou_amendment", ledger.TypeBusinessCase, ledger.TypeStatement, ledger.TypeProcedural, "prolongation"} {
		options = append(options, Option{Value: t, Text: upperFirst(api.TypeWords(t))})
	}
	choose("type", "Type", options)
	parties, err := v.parties()
	if err != nil {
		return f, nil, err
	}
	options = []Option{{Text: "All"}}
	for _, p := range parties.Items {
		options = append(options, Option{Value: p.Code, Text: p.Name})
	}
	choose("party", "Party", options)
	options = []Option{{Text: "All"}}
	first, err := v.client.Entry(v.ctx, 0)
	if err != nil {
		return f, nil, err
	}
	from, errFrom := strconv.Atoi(string(first.Time.Day())[:4])
	to, errTo := strconv.Atoi(string(v.ledger.Time.Day())[:4])
	for year := to; errFrom == nil && errTo == nil && year >= from; year-- {
		options = append(options, Option{Value: strconv.Itoa(year), Text: strconv.Itoa(year)})
	}
	choose("year", "Year", options)
	return f, filter, nil
}

// yearOf is the year in a motion's reference.
func yearOf(ref string) string {
	if parts := strings.Split(ref, "-"); len(parts) >= 3 {
		return parts[len(parts)-2]
	}
	return ""
}

var registerStatuses = []Link{
	{ledger.MotionDraft, "Draft"}, {ledger.MotionNotice, "Notice given"}, {ledger.MotionOpen, "Open for voting"}, {ledger.OutcomeCarried, "Carried"}, {ledger.OutcomeNotCarried, "Not carried"},
	{ledger.OutcomeNotQuorate, "Not quorate"}, {ledger.OutcomeNoDecision, "No decision"}, {ledger.MotionWithdrew, "Withdrawn"}, {ledger.DecisionInForce, "In force"}, {ledger.DecisionAwaitsRatification, "Awaiting ratification"},
}

func auditShow(v *visit) (page, error) {
	p := &auditPage{layout: layout{page: "audit", Title: "Register of decisions", Nav: "/audit"}, Size: v.ledger.Size, Code: ledger.CheckCode(v.ledger.Root), Filtered: v.filtered()}
	all, err := v.register()
	if err != nil {
		return nil, err
	}
	p.Complete, p.Gaps = complete(all, v.ledger.NextMotion)
	if p.Exceptions, err = v.exceptions(all); err != nil {
		return nil, err
	}
	wanted, err := v.wanted()
	if err != nil {
		return nil, err
	}
	p.Filter = v.narrowing(all, p.Exceptions)
	list := slices.DeleteFunc(all, func(r registered) bool { return !wanted(r) })
	p.Count = len(list)
	p.Files = filesAt("/audit/register", v.request.URL.RawQuery)
	slices.Reverse(list)
	list, p.Pages = paged(v, list)
	p.Register = registerTable("Motions and decisions", list)
	return p, nil
}

func registerTable(caption string, list []registered) *Table {
	if len(list) == 0 {
		return nil
	}
	t := &Table{Caption: caption, Stacks: true, Columns: []Column{{Text: "Reference"}, {Text: "Title", Wide: true}, {Text: "Type", Words: true}, {Text: "Moved"}, {Text: "Decided"}, {Text: "Status"}}}
	for _, r := range list {
		decided, tag := "Not decided", motionTag(r.motion)
		if r.decision != nil {
			decided = r.decision.Decided.Day().InWords()
			if tags := decisionTags(*r.decision); len(tags) > 1 && r.decision.Status.Status != ledger.DecisionInForce {
				tag = tags[1]
			}
		}
		link := r.link()
		t.Rows = append(t.Rows, []Cell{{Text: link.Text, Href: link.Href}, {Text: r.motion.Title}, {Text: upperFirst(api.TypeWords(r.motion.Type))}, {Text: r.motion.Moved.Day().InWords()}, {Text: decided}, {Tag: &tag}})
	}
	return t
}

// filesAt is a table as the files that it can be taken away as.
func filesAt(path, query string) []Link {
	if query != "" {
		query = "?" + query
	}
	return []Link{{path + ".xlsx" + query, "Workbook for Excel (XLSX)"}, {path + ".csv" + query, "Plain table (CSV)"}}
}

var registerColumns = []string{"entry", "motion", "title", "type", "route", "function", "status", "outcome", "moved", "closes", "decided", "decision_entry", "mover_party", "parties_bound"}

// registerRow is a line of the register for a spreadsheet.
func registerRow(r registered) []string {
	m := r.motion
	row := []string{number(m.Entry), m.Ref, m.Title, m.Type, m.Route, m.Function, m.Status.Status, m.Outcome, string(m.Moved.Day()), "", "", "", m.MoverParty, ""}
	if m.Closes != "" {
		row[9] = string(m.Closes)
	}
	if d := r.decision; d != nil {
		bound := 0
		for _, p := range d.Parties {
			if p.Bound == ledger.BoundByVote || p.Bound == ledger.BoundAgainstVote {
				bound++
			}
		}
		row[6], row[10], row[11], row[13] = d.Status.Status, string(d.Decided.Day()), number(d.Entry), strconv.Itoa(bound)
	}
	return row
}

// eachRegistered is register one after the other. Motions come as they were moved and
// decisions as they were made, so that a decision may wait for its motion's turn.
func (v *visit) eachRegistered() iter.Seq2[registered, error] {
	return func(yield func(registered, error) bool) {
		next, stop := iter.Pull2(v.client.EachDecision(v.ctx, nil))
		defer stop()
		waiting := map[string]*api.Decision{}
		of := func(m api.MotionSummary) (*api.Decision, error) {
			for m.Outcome != "" && waiting[m.Ref] == nil {
				d, err, more := next()
				if err != nil {
					return nil, err
				}
				if !more { // it was made since the decisions were read
					return nil, errOtherRows
				}
				waiting[d.Ref] = &d
			}
			defer delete(waiting, m.Ref)
			return waiting[m.Ref], nil
		}
		for m, err := range v.client.EachMotion(v.ctx, nil) {
			r := registered{motion: m}
			if err == nil {
				r.decision, err = of(m)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func registerFile(v *visit) (page, error) {
	return v.listingFile(listing{name: "register", title: "Register of decisions", columns: registerColumns, rows: (*visit).registerRows})
}

func (v *visit) registerRows() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		wanted, err := v.wanted()
		if err != nil {
			yield(nil, err)
			return
		}
		for r, err := range v.eachRegistered() {
			if err != nil {
				yield(nil, err)
				return
			}
			if wanted(r) && !yield(registerRow(r), nil) {
				return
			}
		}
	}
}

// samplePage is decisions drawn by a seed. Its address is the record of the draw: who
// has it draws the same ones, also when more was decided since.
type samplePage struct {
	layout
	Count, Seed Input
	From        int64 // entries that it is drawn from
	Of          int   // decisions
	Drawn       *Table
	Pages       Pages
	Link        string
	Files       []Link
	Words       string
}

// Draw sends the form.
func (*samplePage) Draw() Button { return Button{Text: "Take a sample"} }

const maxSample = 500

// asked reads what the query asks to be drawn; nothing where it does not say.
func (p *samplePage) asked(v *visit) (n int, ok bool) {
	query := v.request.URL.Query()
	seed := strings.TrimSpace(query.Get("seed"))
	p.Seed.Value, p.Count.Value, p.From = seed, query.Get("n"), v.ledger.Size
	if !query.Has("seed") && !query.Has("n") {
		return 0, false
	}
	n, err := strconv.Atoi(p.Count.Value)
	if err != nil || n < 1 || n > maxSample {
		p.wrong("n", "Enter how many decisions to draw, from 1 to "+strconv.Itoa(maxSample))
		p.Count.Error = p.Wrong("n")
	}
	if seed == "" || len(seed) > 100 {
		p.wrong("seed", "Enter a seed of 1 to 100 characters, such as a date and a word")
		p.Seed.Error = p.Wrong("seed")
	}
	if at, err := strconv.ParseInt(query.Get("entries"), 10, 64); err == nil && at >= 0 && at <= v.ledger.Size {
		p.From = at
	} else if query.Has("entries") {
		p.wrong("", "The ledger has "+number(v.ledger.Size)+" entries: a sample is drawn from no more")
	}
	return n, len(p.Errors) == 0
}

// sample draws what the query asks for; nothing where it does not say.
func (v *visit) sample(p *samplePage) ([]registered, error) {
	n, ok := p.asked(v)
	if !ok {
		return nil, nil
	}
	seed := p.Seed.Value
	draw := sdk.NewDraw[api.Decision](seed, n)
	for d, err := range v.client.EachDecision(v.ctx, nil) {
		if err != nil {
			return nil, err
		}
		if d.Entry < p.From {
			p.Of++
			draw.Offer(d.Ref, d)
		}
	}
	drawn := make([]registered, 0, n)
	place := map[string]int{}
	for i, d := range draw.Drawn() {
		drawn, place[d.Ref] = append(drawn, registered{decision: &d}), i
	}
	for m, err := range v.client.EachMotion(v.ctx, nil) {
		if err != nil {
			return nil, err
		}
		if i, ok := place[m.Ref]; ok {
			drawn[i].motion = m
		}
	}
	at := url.Values{"n": {strconv.Itoa(n)}, "seed": {seed}, "entries": {number(p.From)}}.Encode()
	p.Link, p.Files = "/audit/sample?"+at, filesAt("/audit/sample", at)
	p.Words = fmt.Sprintf("%s of %s, drawn with the seed “%s” from the ledger at %d entries.", many(len(drawn), "decision", "decisions"), number(int64(p.Of)), seed, p.From)
	return drawn, nil
}

func newSample() *samplePage {
	return &samplePage{
		layout: layout{page: "sample", Title: "Take a sample", Nav: "/audit", Back: &Link{"/audit", "Register of decisions"}},
		Count:  Input{ID: "n", Name: "n", Label: "How many decisions?", Width: 4},
		Seed:   Input{ID: "seed", Name: "seed", Label: "Seed", Hint: "Any words or number, chosen before you look. For example, the date and your reference", Width: 20},
	}
}

func sampleShow(v *visit) (page, error) {
	p := newSample()
	drawn, err := v.sample(p)
	if err != nil {
		return nil, err
	}
	drawn, p.Pages = paged(v, drawn)
	p.Drawn = registerTable("Drawn", drawn)
	return p, nil
}

// sampleFile is the draw as a working paper: each row says by which seed and from what.
func sampleFile(v *visit) (page, error) {
	if _, ok := newSample().asked(v); !ok {
		return moved("/audit/sample?" + v.request.URL.RawQuery), nil
	}
	return v.listingFile(listing{
		name: "sample", title: "Sample", rows: (*visit).sampleRows,
		columns: append(slices.Clone(registerColumns), "drawn", "seed", "drawn_from_entries", "drawn_from_decisions"),
	})
}

func (v *visit) sampleRows() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		p := newSample()
		drawn, err := v.sample(p) // maxSample at most
		if err != nil {
			yield(nil, err)
			return
		}
		for i, r := range drawn {
			if !yield(append(registerRow(r), strconv.Itoa(i+1), p.Seed.Value, number(p.From), strconv.Itoa(p.Of)), nil) {
				return
			}
		}
	}
}
