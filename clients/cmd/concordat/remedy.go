package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// about is what the statement at hand is about: its kind, and what its body names. A
// refusal of it can say then which command to use next.
type about struct {
	kind  string
	named map[string]string // FUND, YEAR, OBLIGATION …
}

// aboutOf reads what a body names of one thing each.
func aboutOf(kind string, body any) about {
	a := about{kind, map[string]string{}}
	data, err := json.Marshal(body)
	if err != nil {
		return a // it is refused where it is sent
	}
	var fields map[string]any
	if json.Unmarshal(data, &fields) != nil {
		return a
	}
	for name, v := range fields {
		if text, ok := v.(string); ok && text != "" {
			a.named[strings.ToUpper(name)] = text
		}
	}
	if decision, _, owed := strings.Cut(a.named["OBLIGATION"], "/"); owed {
		a.named["DECISION"] = decision
	}
	return a
}

// ofMoney reports whether a kind of statement is about money.
func ofMoney(kind string) bool {
	of, _, _ := strings.Cut(kind, ".")
	switch of {
	case "fund", "outturn", "contribution", "virement", "overspend", "cap", "commitment", "duty", "balance", "obligation", "impact":
		return true
	}
	return false
}

// remedies is what to do about a refusal of a statement on money, by the check that is
// not met, or by the field at fault where none is. Commands are in backquotes; a word
// in capitals is what the statement names, where it does.
var remedies = map[string]string{
	// Checks of funds and their years.
	"not-host":                 "see who hosts it with `fund show FUND --year YEAR`, and have an officer of that party run this with --as",
	"has-left":                 "see until when it takes part with `party show PARTY`, and state it of a day by then; what its leaving came to stands there too",
	"no-part":                  "see who takes part with `fund show FUND --year YEAR`; a motion with a pool for the year brings others in: `motion move FILE`",
	"not-provided":             "see what the decision behind it says with `fund show FUND --year YEAR`, and have a member move a motion with `motion move FILE`; or draft an amendment of the agreement with `mou draft FOLDER`",
	"not-permitted":            "see the fund's lines with `fund show FUND --year YEAR`; for another purpose a member moves a motion with `motion move FILE`",
	"figures-contradict":       "correct the figures of the line that is named, and state all lines again with `fund report FUND`",
	"line-unknown":             "see the fund's lines with `fund show FUND --year YEAR`, and state the sum of each again with `fund outturn FUND`",
	"consent-beyond-authority": "have an officer of that party record an authority that leaves room for it with `authority give FILE`, or consent to less with `fund lift FUND`",
	"managed-more-than-left":   "see the budgets with `fund show FUND --year YEAR`, and state less as managed with `fund outturn FUND`",
	"base-missing":             "draft an amendment of the agreement that says what parts are measured by with `mou draft FOLDER`",
	"nothing-to-weigh":         "draft an amendment of the agreement that says what parts are measured by with `mou draft FOLDER`, or have a member move a motion with `motion move FILE`",
	"figure-missing":           "have an officer of the party, or the secretary, record it with `figure record FILE`",
	"no-lead":                  "have a member move a motion that appoints a lead with `motion move FILE`",
	"outturn-stated":           "have a member move a motion that says who gets what is left, or bears what is over, with `motion move FILE`",
	"another-year":             "give a day within the year, and a due day no earlier, with `fund change FUND`",
	"contribution-missing":     "see what each contributes with `fund show FUND --year YEAR`, and state a smaller change with `fund change FUND`, or have a member move a motion with `motion move FILE`",
	"stands-already":           "see the changes and which of them wait with `fund show FUND --year YEAR`",
	"not-awaited":              "see whose approval is still needed with `fund show FUND --year YEAR`",
	"resolution-date":          "give the day of the resolution with `fund approve FUND --on DATE`",
	"not-decided":              "have a member move a motion with the part virement with `motion move FILE`",
	"another-virement":         "have a member move a motion with the part virement with `motion move FILE`",
	"beyond-decision":          "move less, or have a member move a motion that allows more with `motion move FILE`",
	"beyond-line":              "move less, or have an officer of the host report what is no longer committed with `fund report FUND`",
	"no-cap":                   "see who bears what with `fund show FUND --year YEAR`; an amendment of the agreement is drafted with `mou draft FOLDER`",
	"consent-taken-back":       "see what was consented to with `fund show FUND --year YEAR`, and consent to more with `fund lift FUND`",

	// Checks of leads.
	"not-lead":         "have an officer of the lead run this; a member moves a motion that appoints another with `motion move FILE`",
	"prior-approval":   "have a member move a motion with `motion move FILE`",
	"year-out-of-time": "see what is committed by year with `commitment list`, and name another with --year",
	"takes-no-part":    "see who takes part with `commitment list`; leave out of --by whoever does not",
	"delegated-limit":  "see what is left with `commitment list`, and have a member move a motion with `motion move FILE`",
	"associate-limit":  "see what is left with `commitment list`, and have a member move a motion with `motion move FILE`",
	"own-authority":    "have an officer of that party record an authority with `authority give FILE`, or a member move a motion with `motion move FILE`",

	// Checks of what is owed.
	"not-payer":          "see who pays with `obligation show OBLIGATION`, and have its officer run this with --as",
	"not-payee":          "see who is paid with `obligation show OBLIGATION`, and have its officer run this with --as",
	"not-payer-or-payee": "see who pays and who is paid with `obligation show OBLIGATION`, and have the officer of either run this with --as",
	"not-money":          "record that it is done with `duty done OBLIGATION`",
	"not-owed":           "see what it awaits with `obligation show OBLIGATION`; an officer of a party whose governing body ratified records that with `decision ratify DECISION`",
	"discharged-before":  "see from when it is owed with `obligation show OBLIGATION`, and state the day on which it was paid of this with --on; or query it with `obligation query OBLIGATION`",
	"more-than-owed":     "see what is left with `obligation show OBLIGATION`; if the amount is wrong, query it with `obligation query OBLIGATION`",
	"discharged-later":   "state it on the day, or give an earlier one with --on",
	"not-a-duty":         "say what was paid with `obligation paid OBLIGATION`",
	"duty-time":          "see when it is due with `obligation show OBLIGATION`, and name one of these days with --period",
	"done-already":       "see what is due next with `obligation show OBLIGATION`",
	"balance-day":        "state it once that day is over",
	"balance-differs":    "see what is recorded with `party statement PARTY --with WITH`; state the same, or why it differs with `balance state WITH --differs WHY`",

	// Checks of impacts.
	"may-not-state-impact": "have its mover, or the secretary, run `impact state MOTION FILE`",
	"impact-lines":         "see who takes part with `motion show MOTION`, and correct the lines",
	"not-participating":    "see who takes part with `motion show MOTION`",
	"not-own-lines":        "see the lines of each party with `motion show MOTION`, and leave out those of others with `impact dispute MOTION FILE`",

	// Fields of what does not fit the ledger.
	"/fund":       "see the funds with `fund list`",
	"/year":       "see the fund's years with `fund show FUND`; a member moves a motion with a pool for another with `motion move FILE`",
	"/line":       "see the fund's lines with `fund show FUND --year YEAR`",
	"/lines":      "see the fund's lines with `fund show FUND --year YEAR`, and state each of them",
	"/from":       "see the fund's lines with `fund show FUND --year YEAR`",
	"/replaces":   "see what stands with `fund show FUND --year YEAR`, and put yours in its place with --replaces",
	"/change":     "see the changes and which of them wait with `fund show FUND --year YEAR`",
	"/decision":   "see how it stands with `decision show DECISION`",
	"/obligation": "see what is owed with `obligation list`",
	"/with":       "see the parties with `party list`",
	"/party":      "see the parties with `party list`",
	"/by":         "see the parties with `party list`",
	"/impact":     "see the impact statement that stands with `motion show MOTION`",
	"/motion":     "see the motions with `motion list`",
}

// ofStatement is what to do about a refusal of the statement on money at hand; empty
// where the refusal says it all.
func (s *session) ofStatement(p *api.Problem) string {
	if !ofMoney(s.about.kind) {
		return ""
	}
	for _, c := range p.Checks {
		if do := remedies[c.ID]; do != "" && !c.Met {
			return s.doing(do)
		}
	}
	if p.Code == ledger.CodeMalformed || p.Code == ledger.CodeTooLarge {
		return ""
	}
	for _, f := range p.Errors {
		fields := strings.Split(strings.TrimPrefix(f.Pointer, "/payload/body"), "/")
		for i := len(fields) - 1; i > 0; i-- { // the field of a line before the line
			if do := remedies["/"+fields[i]]; do != "" {
				return s.doing(do)
			}
		}
	}
	return ""
}

var (
	commandWords = regexp.MustCompile("`[^`]+`")
	namedThing   = regexp.MustCompile(`\b[A-Z]{3,}\b`)
)

// doing writes a remedy's commands as they are typed.
func (s *session) doing(do string) string {
	return commandWords.ReplaceAllStringFunc(do, func(quoted string) string {
		words := namedThing.ReplaceAllStringFunc(strings.Trim(quoted, "`"), func(name string) string {
			if v := s.about.named[name]; v != "" {
				return v
			}
			return name
		})
		return s.command(strings.Fields(words)...)
	})
}

// place says in words where a pointer into a statement's body leads: to the row of the
// spreadsheet that was read, where it leads to a line of it, or to the line by its
// number. Empty for a plain field, which its command names.
func (s *session) place(pointer string) string {
	fields := strings.Split(strings.TrimPrefix(pointer, "/payload/body/"), "/")
	for i, f := range fields {
		n, err := strconv.Atoi(f)
		if err != nil || i == 0 {
			continue
		}
		at := fmt.Sprintf("%s, number %d", plain(fields[i-1]), n+1)
		if s.sheetRows != nil && n < len(s.sheetRows.rows) && i == 1 {
			at = fmt.Sprintf("%s, row %d", s.sheetRows.path, s.sheetRows.rows[n].number)
		}
		for _, rest := range fields[i+1:] {
			at += ", " + plain(rest)
		}
		return at
	}
	return ""
}

// plain is a field's name as people say it.
func plain(field string) string {
	if field == "pence" {
		return "amount"
	}
	return strings.ReplaceAll(field, "_", " ")
}
