package web_test

import (
	"regexp"
	"strings"
	"testing"
)

// Each clause stands beside the numbers and rules that carry it out, as they were signed.
func TestMoU(t *testing.T) {
	b := newBoard(t)
	r := b.reader()
	versions := r.get("/mou").is(200, "Version 1", "12 parties")
	whole := r.get("/mou/1").is(200, "4.5 Quorum", "Rules of clause 4.5", "Who signed, and when", "Where each party stands", "In force")
	// A list of contents leads to each section, and to what comes after the text.
	for to, words := range map[string]string{"section-1": "1. Status (background)", "section-12": "12. Life of the agreement", "signed": "Who signed, and when", "stands": "Where each party stands"} {
		whole.is(200, `<a class="nhsuk-contents-list__link" href="#`+to+`">`+words+`</a>`, `id="`+to+`"`)
	}
	if n := strings.Count(whole.body, "nhsuk-contents-list__item"); n != 14 {
		t.Errorf("the contents have %d parts", n)
	}
	r.get("/mou/1/rules/4.5").is(200, "Clause 4.5: Quorum", "What was agreed", "Part", "3 of 4", "Rule: Quorum", "The rule itself")
	for _, clause := range []string{"4.5", "5.3", "7.2"} {
		if page := r.get("/mou/1/rules/" + clause).is(200); regexp.MustCompile(`(?i)\b(num|den|id)(:|<)|present_and|weighted_pop`).MatchString(visible(page.body)) {
			t.Errorf("clause %s is told in the names of a program: %s", clause, visible(page.body))
		}
	}
	r.get("/mou/1/rules/4.5").is(200, "Tests of these rules", "Who may speak is present")
	if page := r.get("/mou/1/rules/1.1").is(200, "No rule carries out this clause"); strings.Contains(page.body, "Tests of these rules") {
		t.Error("a clause without rules has tests")
	}
	for _, path := range []string{"/mou/99", "/mou/x", "/mou/1/rules/99.9", "/mou/compare?a=1&b=99"} {
		r.get(path).is(404)
	}
	r.get("/mou/compare").is(200, "From", "To")
	r.get("/mou/compare?a=1&b=1").is(200, "They are the same, in text, numbers and rules")
	if !strings.Contains(versions.body, "/mou/1") {
		t.Error("nothing leads to the version")
	}
	// Every clause has its page, and most have a rule.
	with := 0
	for _, m := range regexp.MustCompile(`href="(/mou/1/rules/[0-9.]+)"`).FindAllStringSubmatch(whole.body, -1) {
		if strings.Contains(r.get(m[1]).is(200).body, "Rule: ") {
			with++
		}
	}
	if with < 20 {
		t.Errorf("%d clauses have a rule", with)
	}
}

// visible is a page without the rules' own text, which is folded away.
func visible(body string) string {
	return regexp.MustCompile(`(?s)<details.*?</details>`).ReplaceAllString(body, "")
}
