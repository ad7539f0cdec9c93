package document

import (
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
)

// Beside is what minutes need and a view does not keep.
type Beside struct {
	// Text gives the paragraphs that a motion had by the statement of that id; nil
	// where there is none.
	Text func(ledger.Digest) []string

	// Results is what the rules make of the hands shown on a motion that is not
	// decided yet, because the minutes that hold them are not approved.
	Results map[string]ledger.Ruling
}

// BesideOf finds what the minutes of a meeting need, and the results of its shows
// of hands, as an approval of the minutes states them. The rules are asked what
// hands amount to that do not stand yet; entry reads an entry of the log.
func BesideOf(v ledger.View, m ledger.MeetingRecord, rules ledger.Rules, entry func(int64) ([]byte, error)) (Beside, []ledger.MinutedHands, error) {
	beside, err := TextsOf(v, entry, m.Motions()...)
	if err != nil {
		return beside, nil, err
	}
	beside.Results = map[string]ledger.Ruling{}
	results := []ledger.MinutedHands{}
	for _, ref := range m.Shown {
		motion, _ := v.Motion(ref)
		results = append(results, motion.Shown.Minuted())
		if motion.Status != ledger.MotionShown {
			continue
		}
		if beside.Results[ref], err = v.Conclude(motion, motion.Opened.Closes, motion.Votes, rules); err != nil {
			return beside, nil, err
		}
	}
	// As minutes.approved states them, whatever the order in which they were put.
	slices.SortFunc(results, func(a, b ledger.MinutedHands) int { return strings.Compare(a.Motion, b.Motion) })
	return beside, results, nil
}

// TextsOf reads every text that these motions had before they were amended on the
// floor, by the statement that gave it.
func TextsOf(v ledger.View, entry func(int64) ([]byte, error), refs ...string) (Beside, error) {
	texts := map[ledger.Digest][]string{}
	beside := Beside{Text: func(id ledger.Digest) []string { return texts[id] }}
	for _, ref := range refs {
		m, _ := v.Motion(ref)
		if len(m.Amendments) == 0 {
			continue
		}
		for _, index := range m.Texts {
			data, err := entry(index)
			if err != nil {
				return beside, err
			}
			parsed, err := ledger.ParseAll(data)
			if err != nil {
				return beside, fmt.Errorf("read back entry %d: %w", index, err)
			}
			if text, ok := parsed.Body.(*ledger.Motion); ok {
				texts[parsed.Signed.ID] = text.Text
			}
		}
	}
	return beside, nil
}
