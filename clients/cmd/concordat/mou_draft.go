package main

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

type mouDraft struct {
	Dir   string `arg:"" help:"the folder of the agreement as it shall be"`
	Title string `required:"" placeholder:"TITLE" help:"the draft's title"`
	Party string `placeholder:"PARTY" help:"the party that you put it for as its officer, if you are also the secretary or an officer of several"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (mouDraft) Help() string {
	return `
# checks the folder and its tests, keeps its bundle beside the ledger and puts it
# to the parties
concordat mou draft agreement --title "Second version" --as secretary`
}

// Run puts the draft. Its bundle is kept beside the log first, file by file.
func (c *mouDraft) Run(s *session) error {
	r := checkReport{Path: c.Dir}
	if err := (&mouCheck{Dir: c.Dir, NoSearch: true}).check(&r); err != nil {
		return err
	}
	if !r.Fit {
		return advised(ledger.CodeRefused, "see what is wrong: "+s.command("mou", "check", c.Dir), "%s is not fit to be adopted, and nothing was sent", c.Dir)
	}
	bundle, err := policy.Assemble(os.DirFS(c.Dir))
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindMoUDrafted, c.Yes); err != nil {
		return err
	}
	asOfficer, err := s.officerAlone()
	if err != nil {
		return err
	}
	party := ""
	if asOfficer || c.Party != "" {
		if party, err = s.officerParty(c.Party); err != nil {
			return err
		}
	}
	for _, data := range bundle {
		if _, err := s.client.PutBlob(s.ctx, data, false); err != nil {
			return err
		}
	}
	held, err := s.client.PutBlob(s.ctx, bundle.Manifest(), true)
	if err != nil {
		return err
	}
	body := ledger.MoUDrafted{Version: s.ledger.MoU + 1, Title: c.Title, Rules: held.SHA256}
	return s.stateFor(party, ledger.KindMoUDrafted, "Draft put", body, c.Yes, "mou", "answer", "--agree", "--as", "OFFICER")
}

type mouAnswer struct {
	Draft   string `arg:"" optional:"" help:"the draft's code or that of its rules; default the one that waits"`
	Agree   bool   `xor:"position" help:"your party agrees"`
	Subject string `xor:"position" placeholder:"WHAT" help:"your party agrees subject to this"`
	Object  string `xor:"position" placeholder:"WHY" help:"your party objects, and why"`
	Party   string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (mouAnswer) Help() string {
	return `
concordat mou answer --agree --as bury-officer
concordat mou answer --subject "a quorum of 10" --as bolton-officer`
}

// Run answers the draft.
func (c *mouAnswer) Run(s *session) error {
	if !c.Agree && c.Subject == "" && c.Object == "" {
		return usage("say your party's position: --agree, --subject WHAT or --object WHY")
	}
	if err := s.openToSign(ledger.KindDraftAnswered, c.Yes); err != nil {
		return err
	}
	d, err := s.draft(c.Draft)
	if err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	body := ledger.DraftAnswered{Draft: d.ID, Position: ledger.DraftAgreed, SubjectTo: c.Subject + c.Object}
	if c.Subject != "" {
		body.Position = ledger.DraftSubjectTo
	} else if c.Object != "" {
		body.Position = ledger.DraftObjected
	}
	return s.stateFor(party, ledger.KindDraftAnswered, "Draft answered", body, c.Yes, "mou", "status")
}

// draft is the one named, or the one that stands.
func (s *session) draft(ref string) (api.Draft, error) {
	drafts, err := s.client.Drafts(s.ctx, url.Values{"status": {api.DraftStanding}})
	if err != nil {
		return api.Draft{}, err
	}
	found := slices.DeleteFunc(slices.Clone(drafts.Items), func(d api.Draft) bool {
		return ref != "" && ref != string(d.ID) && plainCode(ref) != plainCode(ledger.CheckCode(d.ID)) && plainCode(ref) != plainCode(d.RulesCode)
	})
	var codes []string
	for _, d := range drafts.Items {
		codes = append(codes, ledger.CheckCode(d.ID)+" ("+d.Title+")")
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(drafts.Items) == 0:
		return api.Draft{}, advised(ledger.CodeNotFound, "put one: "+s.command("mou", "draft", "DIR", "--title", "TITLE"), "no draft of the MoU waits for an answer")
	case len(found) == 0:
		return api.Draft{}, advised(ledger.CodeNotFound, "name one that waits: "+joined(codes), "no draft %s waits for an answer", ref)
	}
	return api.Draft{}, usage("several drafts wait: say which by its code: %s", joined(codes))
}

// mouStanding is the drafts, as the API lists them, with how the version in force is
// signed.
type mouStanding struct {
	api.List[api.Draft]
	Signing api.Signing `json:"signing"`
}

// signing says who has signed the version in force, who is late, and what waits for whom.
func (s *session) signing(m api.Signing) {
	s.print("Version %d is %s", m.Version, strings.ToLower(m.Words[:1])+m.Words[1:])
	var f facts
	f.add("  Title", "%s", m.Title)
	f.add("  Rules' code", "%s", m.RulesCode)
	f.add("  Open since", "%s", day(m.Adopted.Day()))
	f.add("  Founding code", "%s", s.ledger.FoundingCode)
	f.add("  Clause", "%s", m.Clause)
	f.write(s.out, s.width)
	t := newTable(whole("Code"), left("Party"), left("Signature"))
	for _, p := range m.Parties {
		t.add(p.Party, p.Name, p.Words)
	}
	t.write(s.out, s.width)
	for _, n := range m.Functions {
		if !n.InForce {
			s.paragraph(0, fmt.Sprintf("Waiting for %s before anything that binds is put to the vote: %s.", joined(n.Waiting), n.Title))
		}
	}
}

type mouStatus struct{}

func (mouStatus) Help() string {
	return `
concordat mou status`
}

// Run shows versions, drafts and positions.
func (c *mouStatus) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if s.ledger.MoU == 0 {
		return advised(ledger.CodeNotFound, "the secretary opens it: "+s.command("mou", "open", "--title", "TITLE", "--as", "secretary"), "no version of the MoU is open for signature yet")
	}
	signing, err := s.client.Signing(s.ctx)
	if err != nil {
		return err
	}
	drafts, err := s.client.Drafts(s.ctx, nil)
	if err != nil {
		return err
	}
	names, err := s.partyNames()
	if err != nil {
		return err
	}
	return s.answer(mouStanding{drafts, signing}, func() {
		s.signing(signing)
		next := []string{"mou", "show"}
		if slices.ContainsFunc(signing.Parties, func(p ledger.PartySigning) bool { return p.Status != "signed" && p.Status != "unbound" }) {
			next = []string{"mou", "sign", "--as", "OFFICER"}
		}
		for _, d := range drafts.Items {
			s.heading(fmt.Sprintf("Draft of version %d: %s", d.Version, d.Title))
			var f facts
			f.add("  Status", "%s", d.Words)
			f.add("  Draft", "%s", ledger.CheckCode(d.ID))
			f.add("  Rules' code", "%s", d.RulesCode)
			f.add("  Put", "%s (entry %s)", when(d.Time), thousands(d.Entry))
			for _, a := range d.Decisions {
				f.add("  By "+a.Decision, "%s", adoptionWords(a))
			}
			f.add("  Answered", "%d of %d", len(d.Positions), len(d.Positions)+len(d.Waiting))
			f.write(s.out, s.width)
			t := newTable(left("Party"), left("Position"), left("Subject to, or why"))
			for _, p := range d.Positions {
				t.add(p.Name, api.PositionWords(p.Position), p.SubjectTo)
			}
			for _, code := range d.Waiting {
				t.add(names[code], "Not answered", "")
			}
			t.write(s.out, s.width)
			switch {
			case d.Status.Status != api.DraftStanding:
			case len(d.Waiting) > 0:
				next = []string{"mou", "answer", "--agree", "--as", "OFFICER"}
			case slices.ContainsFunc(d.Decisions, func(a api.Adoption) bool { return a.Status.Status == ledger.AdoptionAwaits }):
			default:
				next = []string{"motion", "move", "FILE", "--adopts", strings.ReplaceAll(ledger.CheckCode(d.ID), " ", ""), "--as", "NAME"}
			}
		}
		s.next(next...)
	})
}
