package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// checkNumbers holds the numbers of b's terms to the words of their clauses: what
// the parties signed says 28 days, so that no term may say 60. A whole number
// stands in its clause in figures, or in words up to twenty; a fraction in words
// (three quarters, more than half) or as a percentage. One is a number that no
// clause need say. A clause that is not there or was reworded is the fault of
// checkWording.
func checkNumbers(b Bundle) (Faults, error) {
	clauses, err := Clauses(b)
	if err != nil {
		return nil, err
	}
	said := map[string]string{}
	for _, c := range clauses {
		said[c.ID] = strings.ToLower(c.Text)
	}
	terms, err := readJSON(b[termsFile])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", termsFile, err)
	}
	var faults Faults
	var walk func(field, clause string, value any)
	walk = func(field, clause string, value any) {
		lacks := func(number string) {
			faults = append(faults, Fault{
				File: termsFile, Field: field, Clause: clause,
				What: fmt.Sprintf("is %s, which the words of the clause do not say", number), Instead: "write what the parties agreed, in both",
			})
		}
		words, known := said[clause]
		switch value := value.(type) {
		case map[string]any:
			if own, ok := value["clause"].(string); ok {
				clause = own
				words, known = said[clause]
			}
			num, den := whole(value["num"]), whole(value["den"])
			if known && den > 0 && !saysFraction(words, num, den) {
				lacks(fmt.Sprintf("%d/%d", num, den))
			}
			for _, key := range slices.Sorted(maps.Keys(value)) {
				if key != "num" && key != "den" {
					walk(strings.TrimPrefix(field+"."+key, "."), clause, value[key])
				}
			}
		case []any:
			for i, v := range value {
				walk(fmt.Sprintf("%s[%d]", field, i), clause, v)
			}
		case json.Number:
			if n := whole(value); known && n > 1 && !saysNumber(words, n) {
				lacks(value.String())
			}
		}
	}
	walk("", "", terms)
	return faults, nil
}

var (
	inWords = strings.Fields("no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty")
	parts   = map[int64]string{2: "hal(f|ves)", 3: "thirds?", 4: "quarters?", 5: "fifths?", 6: "sixths?", 7: "sevenths?", 8: "eighths?", 9: "ninths?", 10: "tenths?"}
)

// saysNumber tells whether words have n: 1000000, 1,000,000, or six.
func saysNumber(words string, n int64) bool {
	forms := []string{strconv.FormatInt(n, 10), grouped(n)}
	if n < int64(len(inWords)) {
		forms = append(forms, inWords[n])
	}
	if n == 2 {
		forms = append(forms, "both")
	}
	return says(words, forms...)
}

func saysFraction(words string, num, den int64) bool {
	var forms []string
	switch {
	case num == den:
		forms = []string{"unanim[a-z]*", "every", "all", "each"}
	case num*2 == den:
		forms = []string{"majority", "more [a-z ]*for it than against it"}
	}
	if part, ok := parts[den]; ok && num < int64(len(inWords)) {
		count := inWords[num]
		if num == 1 {
			count = "(one|an?|more than|at least)"
		}
		forms = append(forms, count+"[ -]"+part)
	}
	if 100*num%den == 0 {
		forms = append(forms, fmt.Sprintf("%d(%%| per cent)", 100*num/den))
	}
	return says(words, append(forms, fmt.Sprintf("%d/%d", num, den))...)
}

// says tells whether words have one of forms, whole: 28 is not in 1,280 or 28.5.
func says(words string, forms ...string) bool {
	return regexp.MustCompile(`(^|[^0-9a-z.,]|[^0-9][.,])(` + strings.Join(forms, "|") + `)($|[^0-9a-z.,]|[.,]($|[^0-9]))`).MatchString(words)
}

// grouped is n with its thousands apart.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
