package main

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type witnessCommands struct {
	Name witnessName `cmd:"" help:"name a witness on the ledger"`
	End  witnessEnd  `cmd:"" help:"end a witness"`
	List witnessList `cmd:"" help:"show the witnesses, and how many a checkpoint needs"`

	Serve witnessServe `cmd:"" help:"be a witness: cosign what ledgers publish"`
}

type witnessName struct {
	Key         string `arg:"" help:"its verifier key, or @FILE with it, as the witness prints it"`
	URL         string `name:"url" placeholder:"URL" help:"where it is asked; without one it is never asked"`
	From        string `placeholder:"DATE" help:"from when it counts; default today"`
	Independent bool   `help:"it is no party's; for the secretary"`
	Party       string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes         bool   `short:"y" help:"do not ask"`
}

func (witnessName) Help() string {
	return `
# your party's own
concordat witness name @witness.vkey --url https://bury.example/witness --as bury-officer
# one that is no party's, from a later day
concordat witness name @witness.vkey --independent --from 2015-12-01 --as secretary`
}

// witnessParty is for which party a witness is named or ended; empty for an
// independent one.
func (s *session) witnessParty(independent bool, party string) (string, error) {
	if independent && party != "" {
		return "", usage("an independent witness is no party's: leave out --party or --independent")
	}
	if independent {
		return "", nil
	}
	return s.officerParty(party)
}

// Run names a witness.
func (c *witnessName) Run(s *session) error {
	key, err := s.vkey(c.Key)
	if err != nil {
		return err
	}
	if from := ledger.Date(c.From); c.From != "" && from.Check() != nil {
		return usage("--from: %v", from.Check())
	}
	if err := s.openToSign(ledger.KindWitnessNamed, c.Yes); err != nil {
		return err
	}
	party, err := s.witnessParty(c.Independent, c.Party)
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(key, "+")
	body := ledger.WitnessNamed{Name: name, Key: key, URL: strings.TrimSuffix(c.URL, "/"), From: ledger.Date(c.From)}
	if body.From == "" {
		body.From = s.ledger.Time.Day()
	}
	return s.stateFor(party, ledger.KindWitnessNamed, "Witness named", body, c.Yes, "witness", "list")
}

// vkey is a witness's verifier key, given as it is or in a file.
func (s *session) vkey(given string) (string, error) {
	key := given
	if file, ok := strings.CutPrefix(given, "@"); ok {
		data, err := s.input(file)
		if err != nil {
			return "", err
		}
		key = string(bytes.TrimSpace(data))
	}
	if _, err := ledger.WitnessThumbprint(key); err != nil {
		return "", usage("%q %v", key, err)
	}
	return key, nil
}

type witnessEnd struct {
	Key    string `arg:"" name:"key|name" help:"its verifier key, or its name if no other witness has that"`
	On     string `placeholder:"DATE" help:"from when it counts no more; default today"`
	Reason string `placeholder:"TEXT" help:"why"`
	Party  string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (witnessEnd) Help() string {
	return `
concordat witness end bury.example/witness --reason "its machine was stolen" --as bury-officer`
}

// Run ends a witness.
func (c *witnessEnd) Run(s *session) error {
	if on := ledger.Date(c.On); c.On != "" && on.Check() != nil {
		return usage("--on: %v", on.Check())
	}
	if err := s.openToSign(ledger.KindWitnessEnded, c.Yes); err != nil {
		return err
	}
	list, err := s.client.Witnesses(s.ctx, nil)
	if err != nil {
		return err
	}
	found := slices.DeleteFunc(list.Items, func(w api.NamedWitness) bool { return w.Key != c.Key && (w.Name != c.Key || w.Ended != "") })
	switch {
	case len(found) == 0:
		return advised(ledger.CodeNotFound, "see "+s.command("witness", "list"), "no witness that has not ended has the key or the name %s", c.Key)
	case len(found) > 1:
		return usage("%d witnesses have the name %s: give the key", len(found), c.Key)
	}
	party := found[0].Party
	if party != "" {
		if party, err = s.officerParty(c.Party); err != nil {
			return err
		}
	}
	body := ledger.WitnessEnded{Key: found[0].Key, On: ledger.Date(c.On), Reason: c.Reason}
	if body.On == "" {
		body.On = s.ledger.Time.Day()
	}
	return s.stateFor(party, ledger.KindWitnessEnded, "Witness ended", body, c.Yes, "witness", "list")
}

type witnessList struct {
	Status string `placeholder:"stands|to_come|ended" help:"those that count, are to come, or have ended"`
	Party  string `placeholder:"PARTY" help:"those of this party"`
}

func (witnessList) Help() string {
	return `
concordat witness list`
}

// Run lists the witnesses and what the agreement asks for.
func (c *witnessList) Run(s *session) error {
	if err := oneOf("--status", c.Status, api.WitnessStands, api.WitnessToCome, api.WitnessEnded); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	if c.Party != "" {
		if err := s.resolve(&c.Party); err != nil {
			return err
		}
	}
	filter := query(map[string]string{"status": c.Status, "party": c.Party})
	list, err := s.client.Witnesses(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(list, func() {
		for _, w := range list.Items {
			s.title(w.Name, w.Words)
			var f facts
			f.add("  Whose", "%s", w.Whose)
			f.add("  From", "%s", plainDay(w.From))
			if w.Ended != "" {
				f.add("  Ended", "%s", plainDay(w.Ended))
			}
			if w.Reason != "" {
				f.add("  Why", "%s", w.Reason)
			}
			if w.URL != "" {
				f.add("  Asked at", "%s", w.URL)
			}
			f.add("  Key", "%s", w.Key)
			f.write(s.out, s.width)
		}
		if n := list.Threshold; n != nil {
			s.print("A checkpoint needs %s, of %s (clause %s).", counted(n.Keys, "key", "different keys"), counted(n.Parties, "party", "different parties"), n.Clause)
		} else {
			s.print("The agreement does not say how many witnesses a checkpoint needs.")
		}
		s.print("%s. As at %s.", counted(len(list.Items), "witness", "witnesses"), counted(list.AsAt, "entry", "entries"))
	})
}

// query are the parameters that a list is asked with: those that were given.
func query(given map[string]string) url.Values {
	q := url.Values{}
	for name, value := range given {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}
