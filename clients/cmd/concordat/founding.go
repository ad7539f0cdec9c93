package main

import (
	"os"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/policy"
)

type foundingCommands struct {
	Sign foundingSign `cmd:"" help:"sign the founding of a new ledger, as its secretary"`
}

type foundingSign struct {
	File string `arg:"" help:"the founding that concordatd found drew up, or -"`
	Mou  string `required:"" placeholder:"FOLDER" help:"the agreement's folder, whose rules the founding has to name"`
	Yes  bool   `short:"y" help:"do not ask"`
}

func (foundingSign) Help() string {
	return `
# compare each officer's thumbprint with what the officer told you
concordat founding sign founding.json --mou agreement --as secretary.key > founding.signed.json`
}

// Run signs the founding. There is no ledger yet to ask about it: all that it rests on
// is in the two files.
func (c *foundingSign) Run(s *session) error {
	if s.As == "" {
		return usage("say who you are: --as with the path of your key file")
	}
	if err := s.mayAsk(ledger.KindLedgerFounded, c.Yes); err != nil {
		return err
	}
	var b ledger.Founded
	data, err := s.input(c.File)
	if err != nil {
		return err
	}
	if err := decodeJSON(c.File, data, &b); err != nil {
		return err
	}
	// A host could make a board's own ledger one that nobody need believe.
	if b.Example != nil {
		return refusal(ledger.CodeRefused, "the founding is of an example, whose people and clock are not real, for ever: do not sign it, and ask the operator why")
	}
	bundle, err := policy.Assemble(os.DirFS(c.Mou))
	if err != nil {
		return usage("%v", err)
	}
	if bundle.Digest() != b.Rules {
		return refusal(ledger.CodeConflict, "the founding names rules with the code %s, and the agreement in %s has the code %s", ledger.CheckCode(b.Rules), c.Mou, ledger.CheckCode(bundle.Digest()))
	}
	k, err := s.key()
	if err != nil {
		return err
	}
	if b.Secretary.Person != k.Person || b.Secretary.Key.Thumbprint() != k.Thumbprint() {
		return refusal(ledger.CodeRefused, "the founding names as secretary %s with the key %s, and the one at hand is %s's: %s", b.Secretary.Person, b.Secretary.Key.Thumbprint(), k.Person, k.Thumbprint())
	}
	signed, id, err := signFounding(k, &b)
	if err != nil {
		return err
	}
	s.say("the founding of %s", b.Name)
	s.say("ledger %s, whose rules have the code %s and whose log's key has the code %s", b.Origin, ledger.CheckCode(b.Rules), ledger.LogKeyCode(b.LogKey))
	s.say("passkeys are made for %s, by pages of %s", b.RPID, joined(b.Origins))
	for _, p := range b.Parties {
		s.say("%s %s: %s, key %s", p.Code, p.Name, p.Officer.Person, p.Officer.Key.Thumbprint())
	}
	if !s.confirm("Did each officer tell you this thumbprint? Sign?", c.Yes) {
		return usage("nothing was signed")
	}
	text, err := ledger.Encode(signed)
	if err != nil {
		return err
	}
	s.print("%s", text)
	s.say("the founding code is %s: tell it each officer by another way than this file goes", ledger.CheckCode(id))
	return nil
}

// signFounding is the founding as its secretary signs it, the first statement of their key.
func signFounding(k *sdk.Key, b *ledger.Founded) (signed ledger.Statement, id ledger.Digest, err error) {
	body, err := ledger.Encode(b)
	if err != nil {
		return signed, "", usage("%v", err)
	}
	p := ledger.Payload{V: 1, Ledger: b.Origin, Kind: ledger.KindLedgerFounded, Author: k.Person, Seen: ledger.Seen{Root: ledger.DigestOf(nil)}, Body: body}
	if p.Sentence, err = ledger.Sentence(p, nil); err != nil {
		return signed, "", err
	}
	draft, err := ledger.Draft(k.Public(), p)
	if err != nil {
		return signed, "", err
	}
	return k.Sign(draft), draft.ID(), nil
}
