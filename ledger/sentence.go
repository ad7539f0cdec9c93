package ledger

import (
	"fmt"
	"strconv"
)

// Names gives the words for codes, so that sentences speak of NHS Bury CCG and
// not of 00V. View is one; a client's copy of the same facts is another.
type Names interface {
	PartyName(code string) string
	MotionTitle(ref string) string
}

// Sentence says in plain English what p states: the author's tool shows it
// before signing, and check computes it again. It is a function of p and of
// names that the ledger fixed. Check recomputes it on every replay, so its
// wording belongs to the payload's version: it can't change within one.
func Sentence(p Payload, n Names) (string, error) {
	body, err := parseBody(p.Kind, p.Body)
	if err != nil {
		return "", err
	}
	return body.sentence(p, n), nil
}

// Pounds writes pence as people read them: £1,234,567.89, minus before the sign.
func Pounds(pence int64) string {
	sign := ""
	if pence < 0 {
		sign, pence = "-", -pence
	}
	return fmt.Sprintf("%s£%s.%02d", sign, thousands(pence/100), pence%100)
}

func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// InWords writes a date as people read it: 15 July 2015.
func (d Date) InWords() string {
	if d.Check() != nil {
		return string(d)
	}
	months := [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	return fmt.Sprintf("%d %s %s", number(string(d[8:])), months[number(string(d[5:7]))-1], d[:4])
}

func short(d Digest) string { return CheckCode(d) }

func motion(n Names, ref string) string { return ref + ", " + n.MotionTitle(ref) }

func span(from, until Date) string {
	if until == "" {
		return "from " + from.InWords()
	}
	return "from " + from.InWords() + " to " + until.InWords()
}

// further says until when votes go on should the rules extend their time.
func further(extends Time) string {
	if extends == "" {
		return ""
	}
	return ", or " + extends.InWords() + " if the rules then give more time"
}
