package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MinutesApproved approves the minutes of an ended meeting, by their text's
// digest and by the results that they hold. It takes effect when as many people
// as the rules ask have stated the same.
type MinutesApproved struct {
	Meeting string         `json:"meeting"`
	At      string         `json:"at,omitempty"` // the meeting at which they are approved
	Text    Digest         `json:"text"`
	Results []MinutedHands `json:"results"`
}

// MinutedHands is what the minutes say of one show of hands.
type MinutedHands struct {
	Motion string           `json:"motion"`
	Shown  Digest           `json:"shown"`
	Counts map[string]int64 `json:"counts"` // hands by choice

	Then    map[string][]string `json:"then,omitempty"` // orders of preference, by seat
	Casting string              `json:"casting,omitempty"`
}

// ApprovalFacts is one person's approval of minutes.
type ApprovalFacts struct {
	Person  string         `json:"person"`
	Roles   []RoleFacts    `json:"roles"`
	At      string         `json:"at,omitempty"`
	Text    Digest         `json:"text"`
	Results []MinutedHands `json:"results"`
	Key     *KeyFacts      `json:"key,omitempty"` // that signed it
}

func (b *MinutesApproved) shape(s *shape) {
	s.code("meeting", b.Meeting)
	if b.At != "" {
		s.code("at", b.At)
		s.that(b.At != b.Meeting, "at", "minutes are approved after the meeting")
	}
	s.digest("text", b.Text)
	s.list("results", len(b.Results), 0, MaxItems)
	for i, r := range b.Results {
		at := fmt.Sprintf("results/%d/", i)
		s.code(at+"motion", r.Motion)
		s.digest(at+"shown", r.Shown)
		s.list(at+"counts", len(r.Counts), 1, 64)
		for _, choice := range slices.Sorted(maps.Keys(r.Counts)) {
			n := r.Counts[choice]
			s.text(at+"counts", choice, MaxTitle)
			s.that(n > 0 && n <= MaxRoll, at+"counts", "a count is of at least one hand and at most %d", MaxRoll)
		}
		s.list(at+"then", len(r.Then), 0, MaxRoll)
		for _, seat := range slices.Sorted(maps.Keys(r.Then)) {
			s.code(at+"then", seat)
			s.list(at+"then", len(r.Then[seat]), 1, 32)
			for _, option := range r.Then[seat] {
				s.text(at+"then", option, MaxTitle)
			}
		}
		if r.Casting != "" {
			s.text(at+"casting", r.Casting, MaxTitle)
		}
		s.that(i == 0 || b.Results[i-1].Motion < r.Motion, "results", "results are sorted by motion, each once")
	}
}

func (b *MinutesApproved) sentence(p Payload, n Names) string {
	at := ""
	if b.At != "" {
		at = " at " + b.At
	}
	s := fmt.Sprintf("%s approves%s the minutes of %s, whose text has the code %s", p.Author, at, b.Meeting, short(b.Text))
	var results []string
	for _, r := range b.Results {
		said := fmt.Sprintf("%s: %s", r.Motion, handsInWords(r.Counts))
		if len(r.Then) > 0 {
			said += ", " + counted(len(r.Then), "of them with a further choice", "of them with further choices")
		}
		if r.Casting != "" {
			said += ", casting vote: " + r.Casting
		}
		results = append(results, said)
	}
	if len(results) > 0 {
		s += "; hands shown on " + strings.Join(results, "; ")
	}
	return s
}

func (b *MinutesApproved) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, err := v.needMeeting(in, b.Meeting, nil, MeetingEndedStage)
	if err != nil {
		return err
	}
	for i, result := range b.Results {
		at := fmt.Sprintf("/payload/body/results/%d/", i)
		if !slices.Contains(m.Shown, result.Motion) {
			return refuse(CodeConflict, at+"motion", "no hands were shown on %s at %s", result.Motion, b.Meeting)
		}
		if r, _ := v.Motion(result.Motion); r.Shown.ID != result.Shown {
			return refuse(CodeStale, at+"shown", "the hands shown on %s were recorded anew since: read the minutes again", result.Motion)
		}
	}
	v.onAgenda(in, m, m.Shown)
	if b.At == "" {
		return nil
	}
	at, ok := v.Meeting(b.At)
	if !ok || !slices.ContainsFunc(at.Items, func(item AgendaItem) bool { return item.Minutes == b.Meeting && !at.deferred(item.Item) }) {
		return refuse(CodeNotFound, "/payload/body/at", "no meeting %s has the minutes of %s on its agenda", b.At, b.Meeting)
	}
	in.Approving = v.MeetingFacts(at)
	return nil
}

func (b *MinutesApproved) apply(s *State, q *Question, index int64) {
	m, _ := s.Draft().Meeting(b.Meeting)
	author := q.Signed.Payload.Author
	others := slices.DeleteFunc(slices.Clone(m.Approvals), func(a ApprovalFacts) bool { return a.Person == author })
	m.Approvals = append(others, ApprovalFacts{Person: author, Roles: q.Input.Author.Roles, At: b.At, Text: b.Text, Results: append([]MinutedHands{}, b.Results...), Key: q.Input.Author.Key})
	if !slices.Contains(m.Texts, b.Text) {
		m.Texts = with(m.Texts, b.Text)
	}
	if q.Ruling.Effect {
		m.Stage, m.Minutes = MeetingApprovedStage, &ApprovedMinutes{*b, q.Time, index}
		for _, ref := range m.Shown {
			if r, _ := s.Draft().Motion(ref); r.Status == MotionShown {
				s.await(agendaItem{due: q.Time, ref: ref})
			}
		}
	}
	s.meetings.set(b.Meeting, m)
}
