package main

import (
	"concordat/ledger"
)

type checkpointCountersign struct {
	Meeting string `placeholder:"REF" help:"the meeting at which it was shown, such as GM-2015-M03: its minutes then hold it"`
	After   int64  `placeholder:"N" help:"the checkpoint that the ledger had after so many entries; default the newest"`
	Code    string `placeholder:"CODE" help:"sign only if this is its code, as it was read out"`
	Party   string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (checkpointCountersign) Help() string {
	return `
# at the end of a meeting, what was shown there
concordat checkpoint countersign --meeting GM-2015-M03 --as bury-officer
# afterwards, by the number and the code that were read out
concordat checkpoint countersign --meeting GM-2015-M03 --after 374 --code "EZ8Q 2SZW 0PM8" --as bury-officer`
}

// Run signs the checkpoint that this program was shown, once it has found that it
// continues what it was shown before, and is what was read out.
func (c *checkpointCountersign) Run(s *session) error {
	if c.After < 0 {
		return usage("--after: %d is no number of entries", c.After)
	}
	want, ok := ledger.ReadCode(c.Code)
	if c.Code != "" && !ok {
		return usage("%q is no checkpoint code: one has twelve letters and digits, as EZ8Q 2SZW 0PM8", c.Code)
	}
	if err := s.openToSign(ledger.KindCheckpointCountersigned, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	body := ledger.CheckpointCountersigned{Size: s.ledger.Size, Root: s.ledger.Root, Meeting: c.Meeting}
	if c.After > 0 {
		body.Size = c.After
		if body.Root, err = s.rootAfter(c.After); err != nil {
			return err
		}
	}
	code := ledger.CheckCode(body.Root)
	if c.Code != "" && code != want {
		return advised(ledger.CodeConflict, "do not sign; ask whoever read it out, and compare with somebody else who was there",
			"after %s the code of the ledger that you are shown is %s, and what was read out is %s", counted(body.Size, "entry", "entries"), code, want)
	}
	s.say("checkpoint of %s, code %s", counted(body.Size, "entry", "entries"), code)
	return s.stateFor(party, ledger.KindCheckpointCountersigned, "Checkpoint countersigned", body, c.Yes, "checkpoint", "list")
}

type checkpointList struct {
	Meeting string `placeholder:"REF" help:"those shown at this meeting"`
	Party   string `placeholder:"PARTY" help:"those countersigned for this party"`
}

func (checkpointList) Help() string {
	return `
concordat checkpoint list
concordat checkpoint list --meeting GM-2015-M03`
}

// Run lists who countersigned which checkpoint.
func (c *checkpointList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if c.Party != "" {
		if err := s.resolve(&c.Party); err != nil {
			return err
		}
	}
	filter := query(map[string]string{"meeting": c.Meeting, "party": c.Party})
	list, err := s.client.Countersignatures(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(list, func() {
		t := newTable(right("Entries"), whole("Code"), left("Party"), left("By"), left("At"), left("Meeting"))
		for _, x := range list.Items {
			t.add(thousands(x.Size), x.Code, x.Name, x.Person, when(x.Time), x.Meeting)
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(list.Items), "countersignature", "countersignatures"), counted(list.AsAt, "entry", "entries"))
	})
}
