package ledger

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// Digest is a SHA-256 in 64 lower-case hexadecimal digits: of a statement's
// signing input, of a blob, of a rule bundle's manifest.
type Digest string

// DigestOf is the SHA-256 of b.
func DigestOf(b []byte) Digest {
	return HashDigest(sha256.Sum256(b))
}

// HashDigest writes a hash that was worked out elsewhere, such as a tree's root,
// as a Digest.
func HashDigest(h [32]byte) Digest { return Digest(hex.EncodeToString(h[:])) }

// Bytes gives the 32 bytes, or an error that says what is wrong.
func (d Digest) Bytes() ([]byte, error) {
	b, err := hex.DecodeString(string(d))
	if err != nil || len(b) != sha256.Size || strings.ToLower(string(d)) != string(d) {
		return nil, fmt.Errorf("%q is not a SHA-256 in 64 lower-case hexadecimal digits", string(d))
	}
	return b, nil
}

// TextDigest stands in the ledger for a personal text, which may have several lines: SHA-256(salt ‖ text)
// with a random salt of 32 bytes. The text itself stands beside the log and can
// be erased; without the salt its digest says nothing about it.
func TextDigest(salt [32]byte, text string) (Digest, error) {
	for line := range strings.SplitSeq(text, "\n") {
		if err := checkString(line); err != nil {
			return "", fmt.Errorf("text %w", err)
		}
	}
	return DigestOf(append(salt[:], text...)), nil
}

// CheckCode is the first 60 bits of a digest in Crockford's base 32, in three
// groups: "4F7K 2QXM 9RTA". For people to compare by eye, never for machines.
func CheckCode(d Digest) string {
	b, err := d.Bytes()
	if err != nil {
		return ""
	}
	var n uint64
	for _, c := range b[:8] {
		n = n<<8 | uint64(c)
	}
	out := make([]byte, 0, 14)
	for i := range 12 {
		if i > 0 && i%4 == 0 {
			out = append(out, ' ')
		}
		out = append(out, codeLetters[n>>(59-5*i)&31])
	}
	return string(out)
}

// codeLetters are those of Crockford's base 32: no I, L, O and U.
const codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ReadCode reads a check code as people write what they were told: case, spaces and - make
// no difference, and O is 0, I and L are 1. It has no digit to check it by: false tells only
// that this is no code at all.
func ReadCode(told string) (code string, ok bool) {
	plain := strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(told))
	if len(plain) != 12 || strings.Trim(plain, codeLetters) != "" {
		return "", false
	}
	return plain[:4] + " " + plain[4:8] + " " + plain[8:], true
}

// SameCode tells whether a code that somebody was told, and wrote as they heard it, is
// this one.
func SameCode(told, code string) bool {
	read, ok := ReadCode(told)
	return ok && read == code
}

// Date is a calendar day in Europe/London: "2015-07-15".
type Date string

// Check reports what is wrong with d.
func (d Date) Check() error {
	if !isDate(string(d)) {
		return fmt.Errorf("%q is not a date like 2015-07-15", string(d))
	}
	return nil
}

// Time is an instant in UTC to the millisecond, "2015-07-15T17:00:00.000Z". The
// form is fixed, so that times compare as strings.
type Time string

// Check reports what is wrong with t.
func (t Time) Check() error {
	s := string(t)
	if len(s) != len("2015-07-15T17:00:00.000Z") || !isDate(s[:10]) || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != '.' || s[23] != 'Z' ||
		number(s[11:13]) > 23 || number(s[14:16]) > 59 || number(s[17:19]) > 59 || number(s[20:23]) > 999 {
		return fmt.Errorf("%q is not a time in UTC like 2015-07-15T17:00:00.000Z", s)
	}
	return nil
}

// Day is the calendar day of t in Europe/London.
func (t Time) Day() Date {
	d, _ := t.london()
	return d
}

// InWords writes t as people in London read it, to the minute: "5:30pm on 15
// July 2015".
func (t Time) InWords() string {
	if t.Check() != nil {
		return string(t)
	}
	d, hour := t.london()
	minute := number(string(t[14:16]))
	clock := fmt.Sprintf("%d", (hour+11)%12+1)
	if minute > 0 {
		clock += fmt.Sprintf(":%02d", minute)
	}
	switch {
	case hour == 0 && minute == 0:
		clock = "midnight"
	case hour == 12 && minute == 0:
		clock = "midday"
	case hour < 12:
		clock += "am"
	default:
		clock += "pm"
	}
	return clock + " on " + d.InWords()
}

// Local writes t as clocks in Europe/London show it, without a zone: "2015-07-15T17:30:00".
func (t Time) Local() string {
	d, hour := t.london()
	if d == "" {
		return ""
	}
	return fmt.Sprintf("%sT%02d%s", d, hour, string(t[13:19]))
}

// london is the day and hour of t in Europe/London: summer time runs from 01:00
// UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October
// (Summer Time Act 1972, as amended by SI 2002/262).
func (t Time) london() (Date, int) {
	if t.Check() != nil {
		return "", 0
	}
	y, m, d, h := number(string(t[0:4])), number(string(t[5:7])), number(string(t[8:10])), number(string(t[11:13]))
	start, end := lastSunday(y, 3), lastSunday(y, 10)
	summer := m > 3 && m < 10 || m == 3 && (d > start || d == start && h >= 1) || m == 10 && (d < end || d == end && h < 1)
	switch {
	case !summer:
		return Date(t[:10]), h
	case h < 23:
		return Date(t[:10]), h + 1
	}
	if d++; d > daysIn(y, m) {
		d, m = 1, m+1
	}
	return Date(fmt.Sprintf("%04d-%02d-%02d", y, m, d)), 0
}

func isDate(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	y, m, d := number(s[:4]), number(s[5:7]), number(s[8:10])
	return y >= 1900 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m)
}

// number reads digits; anything else is a number too large for every field.
func number(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 1 << 20
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// lastSunday is the day of the month's last Sunday (Zeller's congruence, March
// and October only, whose years need no correction).
func lastSunday(y, m int) int {
	last := daysIn(y, m)
	h := (last + 13*(m+1)/5 + y%100 + y%100/4 + y/100/4 + 5*(y/100)) % 7 // 0 is Saturday
	return last - (h+6)%7
}

var base64url = base64.RawURLEncoding.Strict()

// decodeBase64 refuses every spelling but the one that encoding gives.
func decodeBase64(s string) ([]byte, error) {
	b, err := base64url.DecodeString(s)
	// The strict decoder refuses bits that stand for nothing; it passes over line ends.
	if err != nil || strings.IndexByte(s, '\r') >= 0 || strings.IndexByte(s, '\n') >= 0 {
		return nil, fmt.Errorf("is not unpadded base64url")
	}
	return b, nil
}

// IsCode tells whether s can name a person, a party or a seat.
func IsCode(s string) bool { return isCode(s) }

// isCode reports whether s is an identifier: letters, digits and - . _ only.
func isCode(s string) bool {
	if s == "" || len(s) > MaxCode {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_') {
			return false
		}
	}
	return true
}

// isYear reports whether s is a financial year, 1 April to 31 March: "2015-16".
func isYear(s string) bool {
	if len(s) != 7 || s[4] != '-' {
		return false
	}
	y, next := number(s[:4]), number(s[5:])
	return y >= 1900 && y <= 9999 && next == (y+1)%100
}
