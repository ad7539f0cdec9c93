package main

import (
	"errors"
	"strconv"

	"concordat/clients/sdk"
	"concordat/ledger"
)

type logKeyCommands struct {
	Show    logKeyShow    `cmd:"" help:"show the log's key, its code, and how it came to be the log's"`
	Confirm logKeyConfirm `cmd:"" help:"confirm a change of the log's key, as the second person"`
	State   logKeyState   `cmd:"" help:"state a change of the log's key: the new one signs from then on"`
	Accept  logKeyAccept  `cmd:"" help:"go on with a ledger whose key was lost"`
}

type logKeyShow struct{}

func (logKeyShow) Help() string {
	return `
# read the code out to whoever asks for it
concordat log-key show`
}

// shownLogKey is the log's key as this program writes it in JSON.
type shownLogKey struct {
	Origin  string           `json:"origin"`
	VKey    string           `json:"vkey"`
	Code    string           `json:"code"`
	Changes []shownKeyChange `json:"changes"`
}

type shownKeyChange struct {
	Entry     int64       `json:"entry"`
	Old       string      `json:"old"`
	New       string      `json:"new"`
	OldCode   string      `json:"old_code"`
	NewCode   string      `json:"new_code"`
	Reason    string      `json:"reason"`
	Since     ledger.Date `json:"compromised_since,omitempty"`
	Author    string      `json:"author"`
	Confirmed string      `json:"confirmed"`
}

// Run shows the keys. What the server says of changes is proved by their entries.
func (c *logKeyShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	changes, err := s.client.LogKeyChanges(s.ctx)
	if err != nil {
		return err
	}
	shown := shownLogKey{s.ledger.Origin, s.ledger.VKey, ledger.LogKeyCode(s.ledger.VKey), []shownKeyChange{}}
	for _, c := range changes {
		shown.Changes = append(shown.Changes, shownKeyChange{c.Entry, c.Old, c.New, ledger.LogKeyCode(c.Old), ledger.LogKeyCode(c.New), c.Reason, c.Since, c.Author, c.Confirmed.Person})
	}
	return s.answer(shown, func() {
		s.print("%s", s.ledger.Name)
		var f facts
		f.add("  Log key", "%s", shown.VKey)
		f.add("  Code", "%s", shown.Code)
		f.write(s.out, s.width)
		for _, c := range shown.Changes {
			s.print("  Entry %s: %s", thousands(c.Entry), keyChangeInWords(c))
		}
	})
}

func keyChangeInWords(c shownKeyChange) string {
	words := "from the key with the code " + c.OldCode + " to that with " + c.NewCode + ", "
	switch c.Reason {
	case ledger.LogKeyLost:
		words += "because the old one is lost"
	case ledger.LogKeyStolen:
		words += "because others may have had the old one since " + c.Since.InWords()
	default:
		words += "which was renewed"
	}
	return words + "; stated by " + c.Author + " and confirmed by " + c.Confirmed
}

type logKeyConfirm struct {
	File string `arg:"" help:"what concordatd log-key rotate wrote, or -"`
	By   string `required:"" placeholder:"PERSON" help:"who will state it: the secretary, or another party's officer"`
}

func (logKeyConfirm) Help() string {
	return `
# once the operator has told you the new key's code, by telephone say
concordat log-key confirm change.json --by secretary --as chair > agreed.json`
}

// Run signs what the other person is about to state.
func (c *logKeyConfirm) Run(s *session) error {
	var body ledger.LogKeyChanged
	k, err := s.confirming(c.File, &body)
	if err != nil {
		return err
	}
	if err := body.CheckLogKeys(s.ledger.Origin, c.By); err != nil {
		return err
	}
	k.ConfirmLogKey(s.ledger.Origin, c.By, k.Person, &body)
	if err := writeJSON(s.out, body); err != nil {
		return err
	}
	s.say("you have confirmed that the log's next key is the one with the code %s: is that what its operator told you?", ledger.LogKeyCode(body.New))
	s.say("next, for %s: %s", c.By, s.command("log-key", "state", "FILE", "--as", c.By))
	return nil
}

type logKeyState struct {
	File  string `arg:"" help:"what log-key confirm wrote, or -"`
	Party string `placeholder:"PARTY" help:"the party that you state it for as its officer; the secretary states it for none"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (logKeyState) Help() string {
	return `
concordat log-key state agreed.json --as secretary`
}

// Run records the change.
func (c *logKeyState) Run(s *session) error {
	var body ledger.LogKeyChanged
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindLogKeyChanged, c.Yes); err != nil {
		return err
	}
	done, err := s.state(ledger.KindLogKeyChanged, c.Party, body, "Is "+ledger.LogKeyCode(body.New)+" the code that its operator told you? Sign and send?", c.Yes)
	// Where the key is lost, what this person knows the log by has not handed over: the
	// record is theirs, so that they need not be asked about it.
	if lost := (*sdk.LogKeyLostError)(nil); errors.As(err, &lost) && lost.Change.Possession == body.Possession && lost.Change.Author == s.client.Person() {
		if err = s.client.AcceptLogKey(s.ctx, lost.Change.Entry, ledger.LogKeyCode(body.New)); err == nil {
			done, err = s.client.Receipt(s.ctx, lost.Change.Entry)
		}
	}
	if err != nil {
		return err
	}
	return s.recorded("Log key changed", done)
}

type logKeyAccept struct {
	Entry int64  `arg:"" help:"the entry that gives the log another key"`
	Code  string `required:"" placeholder:"CODE" help:"the new key's code, as both people told you, such as \"EZ8Q 2SZW 0PM8\""`
}

func (logKeyAccept) Help() string {
	return `
# once you have asked both people for the code, by telephone say
concordat log-key accept 374 --code "EZ8Q 2SZW 0PM8"`
}

// Run goes on with the key whose code the person was told.
func (c *logKeyAccept) Run(s *session) error {
	code, ok := ledger.ReadCode(c.Code)
	if !ok {
		return usage("%q is no code of a key: one has twelve letters and digits, as EZ8Q 2SZW 0PM8", c.Code)
	}
	err := s.open()
	if err == nil {
		return usage("this ledger has the key that you know it by: there is nothing to accept")
	}
	if s.client == nil {
		return err
	}
	err = s.client.AcceptLogKey(s.ctx, c.Entry, code)
	if lost := (*sdk.LogKeyLostError)(nil); errors.As(err, &lost) && lost.Change.Entry == c.Entry {
		s.say("the new key of entry %d has another code than %s: what this server shows is not what you were told", c.Entry, code)
	}
	if err != nil {
		return err
	}
	accepted := struct {
		Entry int64  `json:"entry"`
		Code  string `json:"code"`
	}{c.Entry, code}
	return s.answer(accepted, func() {
		s.print("Accepted: the ledger is known by the key with the code %s, of its entry %s.", code, strconv.FormatInt(c.Entry, 10))
	})
}
