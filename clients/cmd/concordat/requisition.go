package main

import (
	"strings"

	"concordat/ledger"
)

type requisitionCommands struct {
	List requisitionList `cmd:"" help:"list the requests for a meeting"`
	Make requisitionMake `cmd:"" help:"ask for a meeting on stated business"`
	Join requisitionJoin `cmd:"" help:"join a request"`
}

type requisitionList struct{}

func (requisitionList) Help() string {
	return `
concordat requisition list`
}

// Run lists the requisitions.
func (c *requisitionList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	all, err := s.client.Requisitions(s.ctx)
	if err != nil {
		return err
	}
	return s.answer(all, func() {
		for _, r := range all.Items {
			s.title(ledger.CheckCode(r.ID), strings.Join(r.Business, "; "))
			var f facts
			f.add("  Id", "%s", r.ID)
			f.add("  Asked for by", "%s", joined(r.Seats))
			if r.Complete != "" {
				f.add("  Enough joined", "%s", when(r.Complete))
			}
			if r.Called != "" {
				f.add("  Called", "%s", r.Called)
			}
			f.write(s.out, s.width)
		}
		s.print("%s. As at %s.", counted(len(all.Items), "requisition", "requisitions"), counted(all.AsAt, "entry", "entries"))
	})
}

type requisitionMake struct {
	Business []string `arg:"" help:"what the meeting is asked for, each in a few words"`
	Motion   []string `placeholder:"REF" help:"motions to be taken at it"`
	Seat     string   `placeholder:"SEAT" help:"the seat that you ask from, if there are several"`
	Yes      bool     `short:"y" help:"do not ask"`
}

func (requisitionMake) Help() string {
	return `
concordat requisition make "The winter plan" --as bury-member`
}

// Run asks for a meeting.
func (c *requisitionMake) Run(s *session) error {
	if err := s.openToSign(ledger.KindMeetingRequisitioned, c.Yes); err != nil {
		return err
	}
	seat, party, err := s.mySeat(c.Seat)
	if err != nil {
		return err
	}
	body := ledger.MeetingRequisitioned{Seat: seat, Business: c.Business, Motions: c.Motion}
	return s.stateFor(party, ledger.KindMeetingRequisitioned, "Meeting asked for", body, c.Yes, "requisition", "list")
}

type requisitionJoin struct {
	Requisition string `arg:"" help:"its code or id, as the list shows them"`
	Seat        string `placeholder:"SEAT" help:"the seat that you join for, if there are several"`
	Yes         bool   `short:"y" help:"do not ask"`
}

func (requisitionJoin) Help() string {
	return `
concordat requisition join 8TKRW2QZ9D4M --as bolton-member`
}

// Run joins the requisition.
func (c *requisitionJoin) Run(s *session) error {
	if err := s.openToSign(ledger.KindRequisitionJoined, c.Yes); err != nil {
		return err
	}
	requisition, err := s.requisition(c.Requisition)
	if err != nil {
		return err
	}
	seat, party, err := s.mySeat(c.Seat)
	if err != nil {
		return err
	}
	body := ledger.RequisitionJoined{Requisition: requisition, Seat: seat}
	return s.stateFor(party, ledger.KindRequisitionJoined, "Request joined", body, c.Yes, "requisition", "list")
}

// requisition is the id of the one that people name by its code, with its spaces
// or without, or by its id.
func (s *session) requisition(ref string) (ledger.Digest, error) {
	all, err := s.client.Requisitions(s.ctx)
	if err != nil {
		return "", err
	}
	plain := func(code string) string { return strings.ToUpper(strings.ReplaceAll(code, " ", "")) }
	var codes []string
	for _, r := range all.Items {
		code := ledger.CheckCode(r.ID)
		if ref == string(r.ID) || plain(ref) == plain(code) {
			return r.ID, nil
		}
		codes = append(codes, code)
	}
	if len(codes) == 0 {
		return "", advised(ledger.CodeNotFound, "make one: "+s.command("requisition", "make", "BUSINESS"), "nobody has asked for a meeting")
	}
	return "", advised(ledger.CodeNotFound, "name one that the list shows: "+strings.Join(codes, ", "), "nobody has asked for a meeting with the code %s", ref)
}
