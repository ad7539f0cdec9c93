package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"concordat/ledger"
	"concordat/server/api"
)

// votePage is the one question: how a party votes.
type votePage struct {
	layout
	Ref       string
	Party     string
	Seat      string // that was asked for
	From      string // the seat, told of whoever may vote from several
	Before    string // the vote that stands
	Interests []string
	Question  Radios
	Then      []Select // further options in order, where the vote that stands has them
	Casting   *Radios  // where it has a casting vote
	Reason    Textarea
}

// voteForm is what it sends, and what the pages after it carry: of a reason its digest
// alone, so that no address has what somebody wrote.
type voteForm struct {
	seat    string // that was asked for, of several
	choice  string
	then    []string
	casting string
	reason  ledger.Digest
	told    string // that the page before the check page was read, where there was one
}

func voteFormOf(sent url.Values) voteForm {
	f := voteForm{seat: sent.Get("seat"), choice: sent.Get("choice"), casting: sent.Get("casting"), reason: ledger.Digest(sent.Get("reason")), told: sent.Get("told")}
	for _, option := range sent["then"] {
		if option != "" {
			f.then = append(f.then, option)
		}
	}
	return f
}

func (f voteForm) query() url.Values {
	q := url.Values{"choice": {f.choice}}
	if f.seat != "" {
		q.Set("seat", f.seat)
	}
	if len(f.then) > 0 {
		q["then"] = f.then
	}
	if f.casting != "" {
		q.Set("casting", f.casting)
	}
	if f.reason != "" {
		q.Set("reason", string(f.reason))
	}
	if f.told != "" {
		q.Set("told", f.told)
	}
	return q
}

// sound tells whether a form is a vote that the motion can take: each option once.
func (f voteForm) sound(m api.Motion) bool {
	for i, option := range f.then {
		if option == f.choice || !slices.Contains(m.Options, option) || slices.Contains(f.then[:i], option) {
			return false
		}
	}
	return f.casting == "" || slices.Contains(api.Choices(m.Options), f.casting)
}

// voting is a motion that whoever looks at it may vote on.
type voting struct {
	motion api.Motion
	ownSeat
	party string         // name
	from  string         // the seat, told of whoever may vote from several
	ahead []ledger.Stake // once it was asked for
}

// voting finds the motion of the path and the seat that is asked for, and says why somebody
// may not vote on it. Whoever may from several seats is asked from which.
func (v *visit) voting(seat string) (*voting, page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, nil, err
	}
	if m.Status.Status != ledger.MotionOpen {
		shut := v.closed(m)
		shut.Written = paragraphs(v.wrote())
		return nil, shut, nil
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, nil, err
	}
	seats := v.seatsOn(m)
	_, why, err := v.waysToVote(m, seats, names)
	if err != nil {
		return nil, nil, err
	}
	if why != "" {
		code := ledger.CodeNoSeat
		if keptFromVoting(m, v.me.ID) != nil {
			code = ledger.CodeRecused
		}
		return nil, notVoting(m, v.problem(api.NewProblem(code, why)), v.wrote()), nil
	}
	at := slices.IndexFunc(seats, func(s ownSeat) bool { return s.Seat == seat })
	switch {
	case at < 0 && (seat != "" || len(seats) > 1): // what was chosen for one is never taken for another
		return nil, v.whichSeat(m, seats, names), nil
	case at < 0:
		at = 0
	}
	on := &voting{motion: m, ownSeat: seats[at], party: names[seats[at].Party]}
	if len(seats) > 1 {
		on.from = on.Seat
		if on.deputy {
			on.from += ", as deputy"
		}
	}
	return on, nil, nil
}

func voteShow(v *visit) (page, error) {
	form := voteFormOf(v.request.URL.Query())
	on, instead, err := v.voting(form.seat)
	if err != nil || instead != nil {
		return instead, err
	}
	if form.choice == "" && on.vote != nil && on.vote.Person == v.me.ID { // what they said is kept unless they change it
		form = voteForm{seat: form.seat, choice: on.vote.Choice, then: on.vote.Then, casting: on.vote.Casting}
	}
	p := v.vote(on, form)
	if form.reason != "" {
		written, err := v.client.Text(v.ctx, form.reason)
		if err != nil && problemOf(err) == nil {
			return nil, err
		}
		p.Reason.Value = written.Text // none where it waited too long
	}
	return p, nil
}

// before says what stands from the seat, and what becomes of it. The vote of a seat may
// be another person's: its holder's, or a deputy's.
func before(vote *ledger.VoteFacts, me string, closes ledger.Time) string {
	said := lowerFirst(api.ChoiceWords(vote.Choice)) + " at " + when(vote.Time)
	if vote.Assurance == ledger.AssuranceRecorded {
		return upperFirst(assuranceWords(*vote)) + ": " + vote.Person + " voted " + said + ". What you sign until " + when(closes) + " stands before it."
	}
	if vote.Person != me {
		whose := "the holder of this seat"
		if vote.Deputy {
			whose = "a deputy for this seat"
		}
		said = vote.Person + ", " + whose + ", voted " + said + ". "
		if vote.Deputy {
			return said + "What you sign until " + when(closes) + " stands in its place, if the MoU allows it. The holder’s own vote goes before any deputy’s."
		}
		return said + "It goes before any deputy’s."
	}
	return "You voted " + said + ". You can change your vote until " + when(closes) + ", if the MoU allows it. The last vote stands."
}

func (v *visit) vote(on *voting, form voteForm) *votePage {
	m := on.motion
	p := &votePage{
		layout: layout{page: "vote", Title: "How does " + on.party + " vote?", Caption: m.Ref + ", " + m.Title, Nav: "/", Back: &Link{"/motions/" + m.Ref, "Back to the motion"}},
		Ref:    m.Ref, Party: on.party, Seat: form.seat, From: on.from,
	}
	chosen := form.choice
	if on.vote != nil {
		p.Before = before(on.vote, v.me.ID, m.Closes)
	}
	p.Reason = Textarea{
		ID: "reason", Name: "reason", Label: "Your reason (optional)",
		Hint: "At most 500 characters. Other parties will see this. It can be erased later only by a recorded order.",
	}
	p.Then, p.Casting = thenSelects(m, form), castingRadios(m, form)
	p.Interests = v.ownInterests(m)
	p.Question = Radios{ID: "choice", Name: "choice", Legend: p.Title, Heading: true}
	for i, choice := range api.Choices(m.Options) {
		r := Radio{ID: "choice", Value: choice, Text: choice, Checked: choice == chosen}
		if i > 0 {
			r.ID += "-" + number(int64(i+1))
		}
		switch choice {
		case ledger.ChoiceFor, ledger.ChoiceAgainst:
			r.Text = api.ChoiceWords(choice)
		case ledger.ChoiceAbstain:
			r.Text, r.Hint = "Abstain", v.abstaining(m)
		}
		p.Question.Items = append(p.Question.Items, r)
	}
	return p
}

// thenSelects ask for the further options in order, where a vote has some.
func thenSelects(m api.Motion, form voteForm) (list []Select) {
	if len(form.then) == 0 {
		return nil
	}
	for i := range len(m.Options) - 1 {
		s := Select{ID: "then-" + number(int64(i+1)), Name: "then", Label: "Choice " + number(int64(i+2)) + ", should those before it be left out", Options: []Option{{Text: "None"}}}
		for _, option := range m.Options {
			s.Options = append(s.Options, Option{option, option, i < len(form.then) && form.then[i] == option})
		}
		list = append(list, s)
	}
	return list
}

// castingRadios ask for the casting vote, where a vote has one.
func castingRadios(m api.Motion, form voteForm) *Radios {
	if form.casting == "" {
		return nil
	}
	r := &Radios{ID: "casting", Name: "casting", Legend: "Your casting vote, should the votes be equal"}
	for _, choice := range append(api.Choices(m.Options), "") {
		if choice == ledger.ChoiceAbstain {
			continue
		}
		item := Radio{ID: "casting-" + number(int64(len(r.Items)+1)), Value: choice, Text: api.ChoiceWords(choice), Checked: choice == form.casting}
		switch {
		case choice == "":
			item.Text = "No casting vote"
		case len(m.Options) > 0:
			item.Text = choice
		}
		if len(r.Items) == 0 {
			item.ID = r.ID
		}
		r.Items = append(r.Items, item)
	}
	return r
}

// abstaining says how an abstention counts: by the very rule that counts the votes.
func (v *visit) abstaining(m api.Motion) string {
	now, err := v.preview(api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}})
	if err != nil {
		return "" // the question is asked all the same
	}
	for _, c := range now.Checks {
		if c.ID == "majority" {
			return "To be carried it needs: " + lowerFirst(c.Required) + " (clause " + c.Clause + ")"
		}
	}
	return ""
}

func voteSend(v *visit) (page, error) {
	form := voteFormOf(v.form)
	on, instead, err := v.voting(form.seat)
	if err != nil || instead != nil {
		return instead, err
	}
	m := on.motion
	form.reason = ""
	written := strings.TrimSpace(strings.ReplaceAll(v.form.Get("reason"), "\r\n", "\n"))
	again := func(field, text string) *votePage {
		p := v.vote(on, form)
		p.Reason.Value = written
		p.wrong(field, text)
		return p
	}
	switch {
	case !slices.Contains(api.Choices(m.Options), form.choice):
		form.choice = ""
		p := again("choice", "Select how "+on.party+" votes")
		p.Question.Error = p.Wrong("choice")
		return p, nil
	case !form.sound(m):
		p := again("then-1", "Choose each option once, in the order in which you want them")
		if len(p.Then) == 0 {
			return nil, api.NewProblem(ledger.CodeMalformed, "this form is not whole: open the page again")
		}
		p.Then[0].Error = p.Wrong("then-1")
		return p, nil
	}
	if written != "" {
		if err := ledger.CheckText(norm.NFC.String(written)); err != nil {
			p := again("reason", reasonWrong(written))
			p.Reason.Error = p.Wrong("reason")
			return p, nil
		}
		if form.reason, err = v.client.KeepText(v.ctx, norm.NFC.String(written)); err != nil {
			return nil, err
		}
	}
	return moved("/motions/" + m.Ref + "/vote/check?" + form.query().Encode()), nil
}

func reasonWrong(written string) string {
	if n := utf8.RuneCountInString(written); n > ledger.MaxPersonal {
		return "Your reason must be " + number(ledger.MaxPersonal) + " characters or fewer: it has " + number(int64(n))
	}
	return "Your reason must not include characters that cannot be seen, or that change the direction of the text"
}

// closedPage says that a motion takes no votes, and what that means for one on its way.
type closedPage struct {
	layout
	Text     string
	Motion   Link
	Written  []string    // the reason that was on its way
	Received ledger.Time // when what was sent came
}

func (v *visit) closed(m api.Motion) *closedPage {
	p := &closedPage{layout: layout{page: "closed", Title: "Voting has closed", Caption: m.Ref, Nav: "/", code: http.StatusConflict}, Motion: Link{"/motions/" + m.Ref, m.Title}}
	if v.request.Method == http.MethodPost {
		p.Received = v.ledger.Time
	}
	p.refused(api.NewProblem(ledger.CodeClosed, ""))
	switch m.Status.Status {
	case ledger.MotionDecided, ledger.MotionShown:
		p.Text = "Voting closed at " + when(m.Closes) + ". A vote that comes after that is not recorded."
	default:
		p.refused(api.NewProblem(ledger.CodeNotOpen, ""))
		p.Title = "Voting is not open"
		p.Text = "This motion takes no votes: its status is " + lowerFirst(m.Words) + "."
	}
	return p
}

// ownInterests are those that whoever looks has declared on a motion.
func (v *visit) ownInterests(m api.Motion) (words []string) {
	for _, i := range m.Interests {
		if i.Person == v.me.ID {
			words = append(words, interestWords(i))
		}
	}
	return words
}
