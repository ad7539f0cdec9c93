package main

import (
	"strconv"

	"concordat/ledger"
)

type recoveryCommands struct {
	Draft   recoveryDraft   `cmd:"" help:"write what a ledger has lost, for two people to agree on"`
	Confirm recoveryConfirm `cmd:"" help:"confirm that it is lost, as the second person"`
	State   recoveryState   `cmd:"" help:"state that it is lost: the ledger goes on from what is left"`
	Accept  recoveryAccept  `cmd:"" help:"go on with a ledger that has lost what you had seen"`
}

type recoveryDraft struct {
	Size   int64  `required:"" placeholder:"N" help:"entries that were signed for, as concordatd --recover says"`
	Root   string `required:"" placeholder:"ROOT" help:"and their root, of 64 digits"`
	Reason string `required:"" placeholder:"TEXT" help:"what happened"`
}

func (recoveryDraft) Help() string {
	return `
# what concordatd --recover says was signed for; from a folder that has seen nothing yet
concordat recovery draft --size 374 --root 5c1f… --reason "the disk failed" --state recovery > lost.json`
}

// Run writes the body of a ledger.recovered that nobody has confirmed yet.
func (c *recoveryDraft) Run(s *session) error {
	root := ledger.Digest(c.Root)
	if _, err := root.Bytes(); err != nil {
		return usage("--root: %v", err)
	}
	if err := s.open(); err != nil {
		return err
	}
	if c.Size <= s.ledger.Size {
		return usage("--size: the ledger has %s: it has lost nothing of the first %s", counted(s.ledger.Size, "entry", "entries"), thousands(c.Size))
	}
	if err := writeJSON(s.out, ledger.LedgerRecovered{Size: s.ledger.Size, Root: s.ledger.Root, Lost: ledger.Seen{Size: c.Size, Root: root}, Reason: c.Reason}); err != nil {
		return err
	}
	s.say("look for the entries first: in backups, with the parties, with whoever made an export")
	s.say("the second person confirms it with: %s", s.command("recovery", "confirm", "FILE", "--by", "secretary", "--as", "chair"))
	return nil
}

type recoveryConfirm struct {
	File string `arg:"" help:"what recovery draft wrote, or -"`
	By   string `required:"" placeholder:"PERSON" help:"who will state it: the secretary, or another party's officer"`
}

func (recoveryConfirm) Help() string {
	return `
concordat recovery confirm lost.json --by secretary --as chair --state recovery > agreed.json`
}

// Run signs what the other person is about to state.
func (c *recoveryConfirm) Run(s *session) error {
	var body ledger.LedgerRecovered
	k, err := s.confirming(c.File, &body)
	if err != nil {
		return err
	}
	k.ConfirmRecovery(s.ledger.Origin, c.By, k.Person, &body)
	if err := writeJSON(s.out, body); err != nil {
		return err
	}
	s.say("you have confirmed that entries %d to %d are lost: %s", body.Size, body.Lost.Size-1, body.Reason)
	s.say("next, for %s: %s", c.By, s.command("recovery", "state", "FILE", "--as", c.By))
	return nil
}

type recoveryState struct {
	File  string `arg:"" help:"what recovery confirm wrote, or -"`
	Party string `placeholder:"PARTY" help:"the party that you state it for as its officer; the secretary states it for none"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (recoveryState) Help() string {
	return `
concordat recovery state agreed.json --as secretary --state recovery`
}

// Run records the loss.
func (c *recoveryState) Run(s *session) error {
	var body ledger.LedgerRecovered
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindLedgerRecovered, c.Yes); err != nil {
		return err
	}
	return s.stateFor(c.Party, ledger.KindLedgerRecovered, "Loss recorded", body, c.Yes)
}

type recoveryAccept struct {
	Entry int64 `arg:"" help:"the entry that records the loss"`
}

func (recoveryAccept) Help() string {
	return `
# once you have asked both people, by telephone say
concordat recovery accept 374`
}

// Run goes on from the record of a loss, and keeps what shows it.
func (c *recoveryAccept) Run(s *session) error {
	err := s.open()
	if err == nil {
		return usage("the ledger has all that you have seen of it: there is nothing to accept")
	}
	if s.client == nil {
		return err
	}
	if err := s.client.AcceptRecovery(s.ctx, c.Entry); err != nil {
		return err
	}
	accepted := struct {
		Entry int64 `json:"entry"`
	}{c.Entry}
	if err := s.answer(accepted, func() { s.print("Accepted: the ledger goes on from its entry %s.", strconv.FormatInt(c.Entry, 10)) }); err != nil {
		return err
	}
	s.say("the checkpoint of what was lost is kept: it shows that those entries were there")
	return nil
}
