package main

import (
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type textCommands struct {
	List  textList  `cmd:"" help:"show personal texts: reasons, details of interests, names and e-mail addresses"`
	Show  textShow  `cmd:"" help:"show one personal text"`
	Name  textName  `cmd:"" help:"state who somebody is: a name, an e-mail address"`
	Erase textErase `cmd:"" help:"order a personal text of your party erased, as its officer"`
}

type textList struct {
	About string `placeholder:"REF" help:"those about this motion, obligation or person"`
	Party string `placeholder:"PARTY" help:"those that stand with what was stated for this party"`
}

func (textList) Help() string {
	return `
concordat text list --about GM-2015-012 --as bury-member`
}

// Run lists the texts that may be read.
func (c *textList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if c.Party != "" {
		if err := s.resolve(&c.Party); err != nil {
			return err
		}
	}
	list, err := s.client.Texts(s.ctx, query(map[string]string{"about": c.About, "party": c.Party}))
	if err != nil {
		return err
	}
	return s.answer(list, func() {
		for _, t := range list.Items {
			s.text(t)
		}
		s.print("%s. As at %s.", counted(len(list.Items), "personal text", "personal texts"), counted(list.AsAt, "entry", "entries"))
	})
}

// text shows one.
func (s *session) text(t api.Text) {
	if t.Entry == 0 {
		s.title(t.Code, "not named by any statement yet")
	} else {
		s.title(t.Code, t.What+", "+t.About)
	}
	var f facts
	if t.Entry > 0 {
		f.add("  With", "%s by %s (entry %s)", t.Kind, t.Person, thousands(t.Entry))
	}
	switch {
	case t.Erased != nil:
		f.add("  Text", "%s: %s", t.Erased.Words, ledger.EraseWords[t.Erased.Why])
	case t.Text == "":
		f.add("  Text", "not held by this server")
	default:
		for i, line := range strings.Split(t.Text, "\n") {
			f.add(map[bool]string{true: "  Text"}[i == 0], "%s", line)
		}
	}
	f.add("  Digest", "%s", t.Digest)
	f.write(s.out, s.width)
}

type textShow struct {
	Digest string `arg:"" help:"its digest, as the statement names it, or the beginning of that"`
}

func (textShow) Help() string {
	return `
concordat text show 4e1b6a90c2 --as bury-member`
}

// Run shows it.
func (c *textShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	t, err := s.personal(c.Digest)
	if err != nil {
		return err
	}
	return s.answer(t, func() { s.text(t) })
}

// personal finds a personal text by its digest or the beginning of it.
func (s *session) personal(digest string) (t api.Text, err error) {
	if _, wrong := ledger.Digest(digest).Bytes(); wrong == nil {
		return s.client.Text(s.ctx, ledger.Digest(digest))
	}
	list, err := s.client.Texts(s.ctx, nil)
	if err != nil {
		return t, err
	}
	var found []api.Text
	for _, t := range list.Items {
		if digest != "" && strings.HasPrefix(string(t.Digest), digest) {
			found = append(found, t)
		}
	}
	switch {
	case len(found) == 0:
		return t, advised(ledger.CodeNotFound, "see the list with "+s.command("text", "list", "--as", "NAME"), "no personal text that you may read has a digest that begins with %s", digest)
	case len(found) > 1:
		return t, usage("%s begins the digests of %d texts: write more of it", digest, len(found))
	}
	return found[0], nil
}

type textName struct {
	Person string `arg:"" help:"the person's id on the ledger, such as bury-member"`
	Name   string `placeholder:"NAME" help:"the name"`
	Email  string `placeholder:"ADDRESS" help:"the e-mail address"`
	Party  string `placeholder:"PARTY" help:"the party whose officer you are, if there are several"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (textName) Help() string {
	return `
# your own, or as the officer of the person's party; of a person without party, as
# the secretary
concordat text name bury-member --name "Dr Kiran Patel" --as bury-officer`
}

// Run states it.
func (c *textName) Run(s *session) error {
	if c.Name == "" && c.Email == "" {
		return usage("give --name, --email or both")
	}
	if err := s.openToSign(ledger.KindPersonNamed, c.Yes); err != nil {
		return err
	}
	who, err := s.client.PersonOf(s.ctx, c.Person)
	if err != nil {
		return err
	}
	body := ledger.PersonNamed{Person: c.Person}
	for _, given := range []struct {
		text   string
		digest *ledger.Digest
	}{{c.Name, &body.Name}, {c.Email, &body.Email}} {
		if given.text == "" {
			continue
		}
		if *given.digest, err = s.client.KeepText(s.ctx, given.text); err != nil {
			return err
		}
	}
	return s.stateFor(who.Party, ledger.KindPersonNamed, "Recorded who the person is", body, c.Yes, "text", "list", "--about", c.Person)
}

type textErase struct {
	Digest string `arg:"" help:"its digest, or the beginning of that"`
	Why    string `required:"" placeholder:"asked|wrong|over|unlawful" help:"a person whom it is about asked for it; it is not true; it is no longer needed; it should not have been kept"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (textErase) Help() string {
	return `
# nothing brings it back; that it was there stays on the ledger
concordat text erase 4e1b6a90c2 --why asked --as bury-officer`
}

// Run orders it erased for the party whose text it is.
func (c *textErase) Run(s *session) error {
	if err := oneOf("--why", c.Why, ledger.EraseReasons...); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindTextErased, c.Yes); err != nil {
		return err
	}
	t, err := s.personal(c.Digest)
	if err != nil {
		return err
	}
	return s.stateFor(t.Party, ledger.KindTextErased, "Text erased", ledger.TextErased{Text: t.Digest, Why: c.Why}, c.Yes, "text", "show", string(t.Digest))
}

// keepFile has a personal text kept that stands in a file, or on standard input. None
// is none.
func (s *session) keepFile(path string) (ledger.Digest, error) {
	if path == "" {
		return "", nil
	}
	data, err := s.input(path)
	if err != nil {
		return "", err
	}
	return s.client.KeepText(s.ctx, strings.TrimSpace(string(data)))
}
