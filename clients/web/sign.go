package web

import (
	"bytes"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

// signPage is a vote as it will be signed. The signature is the submit: nothing comes
// after it but the receipt.
type signPage struct {
	layout
	Motion   Link
	Choice   string
	Rows     []Row
	Sentence string
	Code     string // check code of the statement
	Closes   ledger.Time
	Key      bool     // of an example, which signs here
	Signing  *Signing // by the passkey that the person logged in with
	Form     signForm
}

// signForm is the vote, and its place among what the key has signed: sent twice, it is
// the same statement, and recorded once.
type signForm struct {
	voteForm
	Opened    ledger.Digest
	Seq, Size int64
	Root      ledger.Digest
	Code      string // of what the page showed
}

// Sent are the fields of the vote.
func (f signForm) Sent() []Typed {
	var list []Typed
	q := f.query()
	for _, name := range slices.Sorted(maps.Keys(q)) {
		for _, value := range q[name] {
			list = append(list, Typed{name, value})
		}
	}
	return list
}

func (f signForm) place() sdk.Place {
	return sdk.Place{Seq: f.Seq, Seen: ledger.Seen{Size: f.Size, Root: f.Root}}
}

// interruptPage stops somebody who is about to vote otherwise than they may mean to.
type interruptPage struct {
	layout
	Text     []string
	Continue Link
}

func signShow(v *visit) (page, error) {
	query := v.request.URL.Query()
	on, instead, err := v.voting(query.Get("seat"))
	if err != nil || instead != nil {
		return instead, err
	}
	form := signForm{voteForm: voteFormOf(query), Opened: on.motion.Opened.ID}
	if !slices.Contains(api.Choices(on.motion.Options), form.choice) || !form.sound(on.motion) {
		return moved("/motions/" + on.motion.Ref + "/vote"), nil
	}
	if form.told == "" {
		if p := v.interrupt(on, form.voteForm); p != nil {
			return p, nil
		}
	}
	return v.sign(on, form)
}

// interrupt is the page before one on which a vote is signed that differs from the
// governing body's instruction, or for what the governing body must ratify; nil for
// any other vote.
func (v *visit) interrupt(on *voting, form voteForm) *interruptPage {
	m, choice := on.motion, form.choice
	told := form
	told.told = "yes"
	p := &interruptPage{
		layout:   layout{page: "interrupt", Nav: "/", Back: &Link{"/motions/" + m.Ref + "/vote?" + form.query().Encode(), "Change your vote"}},
		Continue: Link{"/motions/" + m.Ref + "/vote/check?" + told.query().Encode(), "Continue with this vote"},
	}
	if choice == ledger.ChoiceFor || len(m.Options) > 0 {
		for _, k := range v.stakes(on) {
			if k.Party == on.Party && ratified(k) {
				p.Title = "Your governing body must ratify this"
				p.Text = append(p.Text, k.Words+inClause(k.Clause)+".", on.party+" is bound by your vote only once its governing body has ratified it.")
			}
		}
	}
	for _, i := range m.Instructions {
		if i.Seat == on.Seat && i.Text == m.TextID && i.Choice != choice {
			p.Title = "Your governing body asks for another vote"
			p.Text = append(p.Text, instructed(m, on.Seat),
				"You chose: "+lowerFirst(api.ChoiceWords(choice))+". Your vote counts as you cast it, and the difference is shown to everybody who can read the motion.")
		}
	}
	if p.Title == "" {
		return nil
	}
	return p
}

// stakes is what a motion means in money, were it carried; nothing where the rules give
// no answer, for that keeps nobody from voting.
func (v *visit) stakes(on *voting) []ledger.Stake {
	if on.ahead == nil {
		now, err := v.preview(api.PreviewRequest{Motion: on.motion.Ref, Votes: []api.PreviewVote{}})
		if err != nil {
			return nil
		}
		on.ahead = now.Stakes
	}
	return on.ahead
}

// sign shows a vote to be signed at the next place of the key's.
func (v *visit) sign(on *voting, form signForm) (*signPage, error) {
	m := on.motion
	form.seat = on.Seat
	p := &signPage{
		layout: layout{page: "sign", Title: "Check and sign your vote", Caption: m.Ref, Nav: "/", Back: &Link{"/motions/" + m.Ref + "/vote?" + form.query().Encode(), "Change your vote"}},
		Motion: Link{"/motions/" + m.Ref, m.Title}, Choice: api.ChoiceWords(form.choice), Closes: m.Closes, Form: form,
	}
	if p.Choice == "Abstained" {
		p.Choice = "Abstain"
	}
	p.Rows = []Row{
		{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}},
		{Key: "Voting for", Values: []string{on.party}},
		{Key: "Your vote", Values: []string{p.Choice}, Action: &RowAction{p.Back.Href, "Change", "your vote"}},
	}
	if on.vote != nil {
		p.Rows = append(p.Rows, Row{Key: "The vote that stands", Values: []string{before(on.vote, v.me.ID, m.Closes)}})
	}
	if on.from != "" {
		p.Rows = append(p.Rows, Row{Key: "From seat", Values: []string{on.from}})
	}
	interests := Row{Key: "Your interests", Values: v.ownInterests(m), Action: &RowAction{"/account/interests?motion=" + url.QueryEscape(m.Ref), "Change", "your interests"}}
	if len(interests.Values) == 0 {
		interests.Values = []string{"You have declared none on this motion"}
	}
	p.Rows = append(p.Rows, interests)
	said := []Said{{Name: "seat", Label: "Seat", Text: on.Seat}, {Name: "opened", Label: "The opening of the motion", Text: string(form.Opened)}}
	if len(form.then) > 0 {
		p.Rows = append(p.Rows, Row{Key: "Then", Values: form.then})
		for _, option := range form.then {
			said = append(said, Said{Name: "then", Label: "Then for", Text: option})
		}
	}
	if form.casting != "" {
		p.Rows = append(p.Rows, Row{Key: "Your casting vote", Values: []string{api.ChoiceWords(form.casting)}})
		said = append(said, Said{Name: "casting", Label: "Casting vote", Text: form.casting})
	}
	if form.reason != "" {
		written, err := v.client.Text(v.ctx, form.reason)
		if err != nil && problemOf(err) == nil {
			return nil, err
		}
		if written.Text == "" {
			return nil, api.NewProblem(ledger.CodeStale, "your reason waited too long for your vote: write it again")
		}
		p.Rows = append(p.Rows, Row{Key: "Your reason", Values: []string{written.Text}, Say: "reasonText"})
		said = append(said, Said{Name: "reason", Label: "Digest of your reason", Text: string(form.reason)}, Said{Name: "reasonSalt", Label: "Salt of your reason", Text: written.Salt})
	}
	stakes := v.stakes(on)
	binding, err := v.bindingRows(m, stakes, on.Party)
	if err != nil {
		return nil, err
	}
	p.Rows = slices.Concat(p.Rows, stakeRows(m, stakes, on.Party), binding)
	p.Signing, err = v.signing(ledger.KindVoteCast, on.Party, form.vote(m.Ref), said...)
	if err != nil {
		return nil, err
	}
	if p.Signing != nil {
		p.Signing.Action, p.Signing.Button, p.Signing.Before = p.Motion.Href+"/vote/check?"+form.query().Encode(), "Sign and send vote", "Your vote is not recorded until you sign it."
		p.Rows[1].Say, p.Rows[2].Say = "partyName", "choice"
		p.Rows = append([]Row{{Key: "Motion", Values: []string{m.Ref}, Say: "motion"}, {Key: "Its title", Values: []string{m.Title}, Say: "title"}}, p.Rows[1:]...)
		return p, nil
	}
	key, err := v.exampleKey()
	if errors.Is(err, sdk.ErrNoKey) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.Key = true
	client, err := v.as(key)
	if err != nil {
		return nil, err
	}
	at, err := client.Next(v.ctx, key.Thumbprint())
	if err != nil {
		return nil, err
	}
	p.Form.Seq, p.Form.Size, p.Form.Root = at.Seq, at.Seen.Size, at.Seen.Root
	draft, payload, err := client.Draft(v.ctx, key.Public(), at, ledger.KindVoteCast, on.Party, p.Form.vote(m.Ref))
	if err != nil {
		return nil, err
	}
	p.Sentence, p.Code = payload.Sentence, ledger.CheckCode(draft.ID())
	p.Form.Code = p.Code
	return p, nil
}

func (f signForm) vote(motion string) ledger.VoteCast {
	return ledger.VoteCast{Motion: motion, Opened: f.Opened, Seat: f.seat, Choice: f.choice, Then: f.then, Casting: f.casting, Reason: f.reason}
}

// signSend sends the vote that the person's passkey has signed; or, of an example, signs
// it with the key that lies beside it.
func signSend(v *visit) (page, error) {
	if v.form.Has("statement") {
		return v.sendSigned()
	}
	form, err := v.signForm()
	if err != nil {
		return nil, err
	}
	ref := v.path("motion")
	key, err := v.exampleKey()
	if errors.Is(err, sdk.ErrNoKey) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "this server holds no key of yours to sign with: sign with your own")
	}
	if err != nil {
		return nil, err
	}
	client, err := v.as(key)
	if err != nil {
		return nil, err
	}
	m, err := client.Motion(v.ctx, ref)
	if err != nil {
		return nil, err
	}
	// The seat's party is in the statement: a seat of another's is refused by the rules.
	party := ""
	if m.Opened != nil {
		for _, r := range m.Opened.Roll {
			if r.Seat == form.seat {
				party = r.Party
			}
		}
	}
	if entry, stands, err := v.stands(m, form.vote(ref), ledger.KeyFile); stands || err != nil {
		return moved(receiptPath(entry)), err
	}
	draft, _, err := client.Draft(v.ctx, key.Public(), form.place(), ledger.KindVoteCast, party, form.vote(ref))
	if err != nil {
		return nil, err
	}
	if ledger.CheckCode(draft.ID()) != form.Code {
		return v.again(form, ledger.CodeStale, "The motion has changed since you looked at it. Read it, and check your vote again")
	}
	done, err := client.Send(v.ctx, key.Sign(draft))
	return v.sent(form, done, err)
}

// sendSigned sends what the person's passkey has signed. Sent twice, it is one statement,
// and has one receipt.
func (v *visit) sendSigned() (page, error) {
	s, signed, ok := v.signed(ledger.KindVoteCast)
	if !ok {
		if form := voteFormOf(v.request.URL.Query()); form.choice != "" {
			return v.again(signForm{voteForm: form}, ledger.CodeSignature, "Your passkey has not signed")
		}
		return moved("/motions/" + v.path("motion") + "/vote"), nil
	}
	vote := signed.Body.(*ledger.VoteCast)
	form := voteForm{seat: vote.Seat, choice: vote.Choice, then: vote.Then, casting: vote.Casting, reason: vote.Reason, told: v.request.URL.Query().Get("told")}
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	if entry, stands, err := v.stands(m, *vote, ledger.KeyPasskey); stands || err != nil {
		return moved(receiptPath(entry)), err
	}
	done, err := v.client.Send(v.ctx, s)
	return v.sent(signForm{voteForm: form}, done, err)
}

// stands is the entry of a vote that is to be sent, where the very same stands already, signed
// by whoever looks: from another tab, or before they went back. It is not recorded anew.
func (v *visit) stands(m api.Motion, vote ledger.VoteCast, assurance string) (entry int64, ok bool, err error) {
	for _, s := range v.seatsOn(m) {
		if s.Seat != vote.Seat || s.vote == nil || s.vote.Person != v.me.ID || s.vote.Assurance != assurance {
			continue
		}
		done, err := v.client.Receipt(v.ctx, s.vote.Entry)
		if err != nil {
			return 0, false, err
		}
		parsed, err := ledger.ParseAll(done.Receipt.Entry)
		if err != nil {
			return 0, false, err
		}
		is, errIs := ledger.Encode(parsed.Body)
		wanted, errWanted := ledger.Encode(vote)
		return s.vote.Entry, bytes.Equal(is, wanted), errors.Join(errIs, errWanted)
	}
	return 0, false, nil
}

// sent is the page that follows a vote on its way.
func (v *visit) sent(form signForm, done sdk.Recorded, err error) (page, error) {
	problem := problemOf(err)
	switch {
	case err == nil:
		return moved(receiptPath(done.Entry)), nil
	case problem == nil:
		return nil, err
	case problem.Code == ledger.CodeOutOfSequence:
		return v.again(form, problem.Code, "Something else was signed with your key since this page was shown. Check your vote again, and sign it")
	case problem.Code == ledger.CodeSignature:
		return v.again(form, problem.Code, "That was signed with another passkey than the one that you logged in with. Log out and in again, and sign with the same one")
	case problem.Code == ledger.CodeClosed || problem.Code == ledger.CodeNotOpen:
		m, err := v.client.Motion(v.ctx, v.path("motion"))
		if err != nil {
			return nil, err
		}
		shut := v.closed(m)
		shut.Written = paragraphs(v.written(form.reason))
		return shut, nil
	case problem.Status == http.StatusForbidden && problem.Code != api.CodeForged:
		m, failed := v.client.Motion(v.ctx, v.path("motion"))
		if failed != nil {
			return nil, err
		}
		return notVoting(m, v.problem(err), v.written(form.reason)), nil
	}
	return nil, err
}

// wrote is the reason that whoever looks has written: in the question's form as it is, and
// by its digest from there on.
func (v *visit) wrote() string {
	if v.request.URL.Path == "/motions/"+v.path("motion")+"/vote" && v.form != nil {
		return v.form.Get("reason")
	}
	return v.written(voteFormOf(v.form).reason) + v.written(voteFormOf(v.request.URL.Query()).reason)
}

// written is the reason of a digest, while it waits to be signed; empty where it is gone.
func (v *visit) written(reason ledger.Digest) string {
	if reason == "" {
		return ""
	}
	text, err := v.client.Text(v.ctx, reason)
	if err != nil {
		return ""
	}
	return text.Text
}

// again is the page as it stands now, with why nothing was recorded.
func (v *visit) again(form signForm, code ledger.Code, why string) (page, error) {
	on, shown, err := v.voting(form.seat)
	if err != nil {
		return nil, err
	}
	field := ""
	if on != nil {
		if shown, err = v.sign(on, signForm{voteForm: form.voteForm, Opened: on.motion.Opened.ID}); err != nil {
			return nil, err
		}
		field = "sign"
	} else if _, asks := shown.(*seatsPage); !asks { // the others say why there is no vote
		return shown, nil
	}
	p := shown.base()
	p.wrong(field, why+". Your vote was not recorded")
	p.refused(api.NewProblem(code, why))
	p.code = http.StatusConflict
	return shown, nil
}

func (v *visit) signForm() (f signForm, err error) {
	f = signForm{
		voteForm: voteFormOf(v.form), Opened: ledger.Digest(v.form.Get("opened")),
		Root: ledger.Digest(v.form.Get("root")), Code: v.form.Get("code"),
	}
	var errs [2]error
	f.Seq, errs[0] = strconv.ParseInt(v.form.Get("seq"), 10, 64)
	f.Size, errs[1] = strconv.ParseInt(v.form.Get("size"), 10, 64)
	if errs[0] != nil || errs[1] != nil {
		return f, api.NewProblem(ledger.CodeMalformed, "this form is not whole: open the page again")
	}
	return f, nil
}
