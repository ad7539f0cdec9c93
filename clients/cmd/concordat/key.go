package main

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

type keyCommands struct {
	New     keyNew     `cmd:"" help:"make a key file"`
	Request keyRequest `cmd:"" help:"ask for your key to be added to a ledger"`
	Add     keyAdd     `cmd:"" help:"add a person's key, as their officer"`
	List    keyList    `cmd:"" help:"list a person's keys, and whether a passkey is synced"`
	Invite  keyInvite  `cmd:"" help:"invite a person to make passkeys on their devices"`
	Waiting keyWaiting `cmd:"" help:"list the passkeys that were made and not yet added"`
	Accept  keyAccept  `cmd:"" help:"add a passkey whose code its person told you"`
	Revoke  keyRevoke  `cmd:"" help:"end a key at once: lost, stolen, or its person has left"`
	Replace keyReplace `cmd:"" help:"draw up another key for somebody whom nobody else can give one"`
	Confirm keyConfirm `cmd:"" help:"confirm what is drawn up of a key, as the second person"`
	Admit   keyAdmit   `cmd:"" help:"let a key vote on what was opened before it was added, as a second officer; or list those that wait"`
	State   keyState   `cmd:"" help:"state what two people agree on of a key"`
}

type keyNew struct {
	Out  string `arg:"" name:"file" help:"where to write it, such as bury-member.key; never overwritten"`
	Type string `default:"ed25519" placeholder:"ed25519|p256" help:"kind of key"`
}

func (keyNew) Help() string {
	return `
concordat key new bury-member.key
# where your policy asks for a NIST curve
concordat key new bury-member.key --type p256`
}

// Run makes the key of the person whom the file is named for.
func (c *keyNew) Run(s *session) error {
	person := strings.TrimSuffix(filepath.Base(c.Out), ".key")
	if person+".key" != filepath.Base(c.Out) || person == "" {
		return usage("name the file for the person, such as bury-member.key: the name is who you are on the ledger")
	}
	if err := oneOf("--type", c.Type, sdk.Ed25519, sdk.P256); err != nil {
		return err
	}
	k, err := sdk.NewKey(rand.Reader, c.Type)
	if err != nil {
		return err
	}
	if err := k.WriteKey(c.Out, person); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return usage("%s exists and is not overwritten: choose another name, or move it away first", c.Out)
		}
		return err
	}
	pub := k.Public()
	answer := api.Key{Thumbprint: k.Thumbprint(), Person: person, Kind: pub.Kind, Public: pub}
	if err := s.answer(answer, func() {
		s.print("Key made")
		var f facts
		f.add("  Person", "%s", person)
		f.add("  File", "%s", c.Out)
		f.add("  Thumbprint", "%s", k.Thumbprint())
		f.write(s.out, s.width)
	}); err != nil {
		return err
	}
	s.say("keep the file to yourself: whoever has it can vote in your name, and nobody can make it again")
	s.say("next, for your officer: %s", s.command("key", "request", "--as", c.Out)+" > "+person+".json")
	return nil
}

type keyRequest struct {
	Ledger string `placeholder:"ORIGIN" help:"a ledger that is to be founded, by the origin that its operator told you"`
}

func (keyRequest) Help() string {
	return `
# make a request that proves that you hold the key, for this ledger alone
concordat key request --as bury-member.key > bury-member.json
# as a party's officer, for a ledger that is to be founded
concordat key request --ledger board.example.nhs.uk/gm-0123456789abcdef --as bury-officer.key > bury-officer.json`
}

// Run writes the body of a key.added, with the proof of possession.
func (c *keyRequest) Run(s *session) error {
	origin := c.Ledger
	if origin == "" {
		if err := s.openAs(); err != nil {
			return err
		}
		origin = s.ledger.Origin
	} else if s.As == "" {
		return usage("say who you are: --as with the path of your key file")
	}
	k, err := s.key()
	if err != nil {
		return err
	}
	body := ledger.KeyAdded{Person: k.Person, Key: k.Public(), Proof: k.Possession(origin, k.Person)}
	if err := writeJSON(s.out, body); err != nil {
		return err
	}
	if c.Ledger != "" {
		s.say("send it to whoever founds the ledger, and tell them the thumbprint yourself, by another way: %s", k.Thumbprint())
		return nil
	}
	s.say("your officer adds it with: %s", s.command("key", "add", "FILE", "--as", "OFFICER"))
	s.say("tell them the thumbprint yourself: %s", k.Thumbprint())
	return nil
}

type keyAdd struct {
	File  string `arg:"" help:"what key request wrote, or -"`
	Party string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Board bool   `help:"the person is of the board and of no party; for the secretary"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (keyAdd) Help() string {
	return `
concordat key add bury-member.json --as bury-officer
# for somebody of the board, such as a new auditor
concordat key add auditor.json --board --as secretary`
}

// Run records the key.
func (c *keyAdd) Run(s *session) error {
	var body ledger.KeyAdded
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindKeyAdded, c.Yes); err != nil {
		return err
	}
	party := ""
	if !c.Board {
		var err error
		if party, err = s.officerParty(c.Party); err != nil {
			return err
		}
	}
	done, err := s.state(ledger.KindKeyAdded, party, body, "Is this the thumbprint that "+body.Person+" told you? Sign and send?", c.Yes)
	if err != nil {
		return err
	}
	return s.recorded("Key added", done)
}
