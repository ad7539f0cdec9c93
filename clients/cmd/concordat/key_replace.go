package main

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"concordat/ledger"
)

// What two people say of a third's key goes from one to the other in a file: its kind
// and its body.
type agreed struct {
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body"`
}

type keyRevoke struct {
	Key    string `arg:"" help:"the key, by its thumbprint, as person list shows it"`
	Reason string `required:"" placeholder:"lost|stolen|left" help:"why it ends"`
	Draft  bool   `help:"write it for two people to agree on, where the person is not of your own body"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (keyRevoke) Help() string {
	return `
# your own, at once, with another key of yours; or one of your party's people, as an officer
concordat key revoke wjACiNTHYyK8… --reason stolen --as bury-officer
# anybody's that is lost or stolen, as the secretary and the chair
concordat key revoke wjACiNTHYyK8… --reason stolen --draft > revoke.json
concordat key confirm revoke.json --by secretary --as chair > agreed.json
concordat key state agreed.json --as secretary`
}

// Run ends a key, or writes what two people are to agree on.
func (c *keyRevoke) Run(s *session) error {
	if err := oneOf("--reason", c.Reason, "lost", "stolen", "left"); err != nil {
		return err
	}
	body := ledger.KeyRevoked{Key: ledger.Thumbprint(c.Key), Reason: c.Reason}
	if c.Draft {
		return s.drafted(ledger.KindKeyRevoked, body)
	}
	if err := s.openToSign(ledger.KindKeyRevoked, c.Yes); err != nil {
		return err
	}
	return s.stateFor("", ledger.KindKeyRevoked, "Key revoked", body, c.Yes, "status")
}

type keyReplace struct {
	File       string `arg:"" help:"what key request wrote for the new key, or -"`
	Old        string `required:"" placeholder:"KEY" help:"the thumbprint of the key that the person can't use any more"`
	Reason     string `required:"" placeholder:"lost|stolen" help:"why"`
	Resolution string `required:"" placeholder:"REF" help:"the reference of the resolution of the body that the person speaks for"`
	On         string `required:"" placeholder:"DATE" help:"the day of that resolution"`
	Paper      string `required:"" placeholder:"FILE" help:"the resolution itself, which is kept beside the ledger"`
	From       string `placeholder:"DATE" help:"the first day on which the key signs; default a week from today, the earliest unless the agreement says otherwise"`
}

func (keyReplace) Help() string {
	return `
# an officer who was the only one of a party has lost their only key
concordat key replace bury-officer.json --old wjACiNTHYyK8… --reason lost --resolution GB-9 --on 2015-06-30 --paper resolution.pdf --as secretary > replace.json
concordat key confirm replace.json --by secretary --as chair > agreed.json
concordat key state agreed.json --as secretary`
}

// Run writes what two people are to agree on.
func (c *keyReplace) Run(s *session) error {
	if err := oneOf("--reason", c.Reason, "lost", "stolen"); err != nil {
		return err
	}
	var asked ledger.KeyAdded
	if err := s.inputJSON(c.File, &asked); err != nil {
		return err
	}
	if err := s.openAs(); err != nil {
		return err
	}
	paper, err := s.paper(c.Paper, "Resolution")
	if err != nil {
		return err
	}
	from := ledger.Date(c.From)
	if from == "" {
		today, err := time.Parse(time.DateOnly, string(s.ledger.Time.Day()))
		if err != nil {
			return err
		}
		from = ledger.Date(today.AddDate(0, 0, 7).Format(time.DateOnly))
	}
	return s.drafted(ledger.KindKeyReplaced, ledger.KeyReplaced{
		Person: asked.Person, Key: asked.Key, Proof: asked.Proof, Header: asked.Header, Old: ledger.Thumbprint(c.Old), Reason: c.Reason,
		Resolution: ledger.Resolution{Ref: c.Resolution, On: ledger.Date(c.On), Paper: paper.SHA256}, From: from,
	})
}

// drafted writes what two people are to agree on.
func (s *session) drafted(kind string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if err := writeJSON(s.out, agreed{kind, raw}); err != nil {
		return err
	}
	s.say("the second person confirms it with: %s", s.command("key", "confirm", "FILE", "--by", "secretary", "--as", "chair"))
	return nil
}

type keyConfirm struct {
	File string `arg:"" help:"what key revoke --draft or key replace wrote, or -"`
	By   string `required:"" placeholder:"PERSON" help:"who will state it: the secretary, or another party's officer"`
}

func (keyConfirm) Help() string {
	return `
# once you have heard from the person themself, by telephone say
concordat key confirm replace.json --by secretary --as chair > agreed.json`
}

// Run signs what the other person is about to state.
func (c *keyConfirm) Run(s *session) error {
	var a agreed
	k, err := s.confirming(c.File, &a)
	if err != nil {
		return err
	}
	confirmed := func(input string) ledger.Confirmation {
		return ledger.Confirmation{Person: k.Person, Key: k.Thumbprint(), Proof: base64.RawURLEncoding.EncodeToString(k.Confirm(input))}
	}
	var body any
	switch a.Kind {
	case ledger.KindKeyRevoked:
		var b ledger.KeyRevoked
		if err := decodeJSON(c.File, a.Body, &b); err != nil {
			return err
		}
		second := confirmed(ledger.KeyRevokedInput(s.ledger.Origin, c.By, &b))
		b.Confirmed, body = &second, &b
		s.say("you confirm that the key %s is %s", b.Key, b.Reason)
	case ledger.KindKeyReplaced:
		var b ledger.KeyReplaced
		if err := decodeJSON(c.File, a.Body, &b); err != nil {
			return err
		}
		b.Confirmed, body = confirmed(ledger.KeyReplacedInput(s.ledger.Origin, c.By, &b)), &b
		s.say("you confirm that %s has the new key %s: is that the thumbprint that they told you themself?", b.Person, b.Key.Thumbprint())
	default:
		return usage("%s is not what key revoke --draft or key replace writes", c.File)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if err := writeJSON(s.out, agreed{a.Kind, raw}); err != nil {
		return err
	}
	s.say("next, for %s: %s", c.By, s.command("key", "state", "FILE", "--as", c.By))
	return nil
}

type keyState struct {
	File  string `arg:"" help:"what key confirm wrote, or -"`
	Party string `placeholder:"PARTY" help:"the party that you state it for as its officer; the secretary states it for none"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (keyState) Help() string {
	return `
concordat key state agreed.json --as secretary`
}

// Run records what two people have agreed on.
func (c *keyState) Run(s *session) error {
	var a agreed
	if err := s.inputJSON(c.File, &a); err != nil {
		return err
	}
	if err := s.openToSign(a.Kind, c.Yes); err != nil {
		return err
	}
	switch a.Kind {
	case ledger.KindKeyRevoked:
		var b ledger.KeyRevoked
		if err := decodeJSON(c.File, a.Body, &b); err != nil {
			return err
		}
		return s.stateFor(c.Party, a.Kind, "Key revoked", b, c.Yes, "status")
	case ledger.KindKeyReplaced:
		var b ledger.KeyReplaced
		if err := decodeJSON(c.File, a.Body, &b); err != nil {
			return err
		}
		return s.stateFor(c.Party, a.Kind, "Key replaced", b, c.Yes, "status")
	}
	return usage("%s is not what key confirm writes", c.File)
}
