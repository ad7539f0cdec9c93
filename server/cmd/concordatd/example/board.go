package example

import (
	"strings"

	"concordat/ledger"
	"concordat/policy"
)

// The people of the board who belong to no party.
const (
	secretary = "secretary"
	chair     = "chair"
	viceChair = "vice-chair"
	auditor   = "auditor"

	auditorUntil = "2018-03-31"
)

// board is who stands behind an example: its parties, as the agreement's
// parties.json lists them, and the people who act for each.
type board struct {
	founding ledger.Founded // all but the people
	parties  []policy.Party
	officers map[string]string // by party code
	members  map[string]string
}

func newBoard(founding ledger.Founded, parties []policy.Party) *board {
	b := &board{founding: founding, parties: parties, officers: map[string]string{}, members: map[string]string{}}
	for _, p := range parties {
		slug := slugOf(p.Name)
		b.officers[p.Code], b.members[p.Code] = slug+"-officer", slug+"-member"
	}
	return b
}

// slugOf turns "NHS Bury CCG" into "bury".
func slugOf(name string) string {
	name = strings.TrimSuffix(strings.TrimPrefix(name, "NHS "), " CCG")
	return strings.ToLower(strings.NewReplacer(",", "", " & ", "-", " ", "-").Replace(name))
}

// found makes the founding: the secretary's statement, which names everybody
// who may speak for a party.
func (b *board) found(s *story, name, prefix string) {
	f := b.founding
	f.Name, f.Prefix = name, prefix
	f.Secretary = ledger.KeyHolder{Person: secretary, Key: s.key(secretary)}
	for _, p := range b.parties {
		note := p.Note
		if strings.Contains(p.CodeSource, "recalled") {
			note = strings.TrimSpace("The ODS code is recalled and was not checked again. " + note)
		}
		f.Parties = append(f.Parties, ledger.FoundingParty{
			Code: p.Code, Name: p.Name, Type: p.Type, Note: note, Officer: ledger.KeyHolder{Person: b.officers[p.Code], Key: s.key(b.officers[p.Code])},
		})
	}
	s.state(secretary, "", ledger.KindLedgerFounded, f)
}

// seatEverybody gives the board its chair, vice-chair and auditor, and each
// party's board member a key and the party's seat.
func (b *board) seatEverybody(s *story, from ledger.Date) {
	// A party vouches for chair and vice-chair: whom the secretary vouched for
	// approves no minutes by which hands stand.
	host := b.parties[0].Code
	for _, r := range []struct{ role, person, by, party string }{
		{ledger.RoleChair, chair, b.officers[host], host}, {ledger.RoleViceChair, viceChair, b.officers[host], host}, {ledger.RoleAuditor, auditor, secretary, ""},
	} {
		s.enrol(r.by, r.party, r.person)
		appointed := ledger.RoleAppointed{Role: r.role, Person: r.person, From: from}
		if r.role == ledger.RoleAuditor {
			appointed.Until = auditorUntil
		}
		s.state(secretary, "", ledger.KindRoleAppointed, appointed)
	}
	for _, p := range b.parties {
		s.enrol(b.officers[p.Code], p.Code, b.members[p.Code])
		s.state(b.officers[p.Code], p.Code, ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: seatOf(p.Code), Person: b.members[p.Code], From: from})
	}
}

// recordFigures records every figure that parties.json has; what was not found
// there is not on the ledger either.
func (b *board) recordFigures(s *story, effective ledger.Date) {
	for _, p := range b.parties {
		for _, f := range p.Figures {
			s.state(secretary, "", ledger.KindFigureRecorded, ledger.FigureRecorded{
				Party: p.Code, Figure: f.Figure, Value: f.Value, Unit: f.Unit, Period: f.Period, Effective: effective, Source: f.Source + ", published " + f.Published,
			})
		}
	}
}

// sign has every party established and sign the MoU.
func (b *board) sign(s *story, title string, established ledger.Date, signing string, affirms ...string) {
	for _, p := range b.parties {
		s.state(secretary, "", ledger.KindPartyEstablished, ledger.PartyEstablished{Party: p.Code, On: established})
	}
	s.state(secretary, "", ledger.KindMoUAdopted, ledger.MoUAdopted{Version: 1, Title: title, Rules: b.founding.Rules})
	s.on(signing)
	var founding ledger.Digest
	s.look(func(v ledger.View, _ ledger.Time) error {
		founding = v.Founding()
		return nil
	})
	for _, p := range b.parties {
		s.state(b.officers[p.Code], p.Code, ledger.KindMoUSigned, ledger.MoUSigned{Version: 1, Rules: b.founding.Rules, Founding: founding, Affirms: affirms})
	}
}

// authorise has every party give its committee authority for these types of
// motion: every number is illustrative, and so is each resolution.
func (b *board) authorise(s *story, id string, types []string, spend, loss ledger.Limit, passed, from ledger.Date) {
	for _, p := range b.parties {
		s.state(b.officers[p.Code], p.Code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
			ID: p.Code + "-" + id, Function: "*", Types: types, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "8.1 (illustrative)"},
			Resolution:   ledger.Resolution{Ref: "GB-" + id + " (illustrative)", On: passed}, Spend: spend, Loss: loss, From: from,
		})
	}
}

// costs makes impact lines: for each party pence in a year, negative for a gain.
func costs(line string, years []string, pence map[string]int64) []ledger.ImpactLine {
	var lines []ledger.ImpactLine
	for _, code := range sorted(pence) {
		for _, y := range years {
			lines = append(lines, ledger.ImpactLine{Party: code, Line: line, Year: y, Pence: pence[code]})
		}
	}
	return lines
}

const pounds = 100 // pence
