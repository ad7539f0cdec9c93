package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"concordat/ledger"
)

// functions are what templates may call.
var functions = template.FuncMap{
	"when":   when,
	"day":    day,
	"pounds": pounds,
	"pence":  ledger.Pounds,
	"many":   many,
	"list":   listed,
	"upper":  upperFirst,
	"lower":  lowerFirst,
	"named":  func(name string, items []NavItem) Narrow { return Narrow{name, items} },
	"link":   func(href, text string) Link { return Link{href, text} },
	"card":   func(kind, heading, text string) Card { return Card{kind, heading, text} },
}

// when is a time as people read it, in London: 5pm on Friday 17 April 2015.
func when(t ledger.Time) string {
	clock, _, ok := strings.Cut(t.InWords(), " on ")
	if !ok {
		return string(t)
	}
	return clock + " on " + day(t.Day())
}

// day is a day with its weekday: Friday 17 April 2015.
func day(d ledger.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Weekday().String() + " " + d.InWords()
}

// pounds is money in whole pounds where it is whole: £412,360. What is owed is
// written with its pence, by ledger.Pounds.
func pounds(pence int64) string { return strings.TrimSuffix(ledger.Pounds(pence), ".00") }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// many is 1 party, 2 parties.
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// listed is names in one sentence, "A, B and C".
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// stopped is a sentence with the full stop that it may lack.
func stopped(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func upperFirst(s string) string { return first(s, strings.ToUpper) }
func lowerFirst(s string) string { return first(s, strings.ToLower) }

func first(s string, change func(string) string) string {
	for i := range s {
		if i > 0 {
			return change(s[:i]) + s[i:]
		}
	}
	return change(s)
}

// codeWords is a code as people read it: community equipment of community-equipment.
func codeWords(code string) string {
	return upperFirst(strings.NewReplacer("-", " ", "_", " ").Replace(code))
}

// thousands is a whole number with commas: 207,371.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	digits := strings.TrimPrefix(s, "-")
	sign := s[:len(s)-len(digits)]
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
