package main

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"concordat/server/api"
)

type messageCommands struct {
	List   messageList   `cmd:"" help:"list what there is to tell people by e-mail"`
	Wanted messageWanted `cmd:"" help:"show which e-mails you get, and say which you do not want"`
}

type messageList struct {
	Motion string `placeholder:"REF" help:"about this motion or meeting alone"`
	Kind   string `placeholder:"KIND" help:"of this kind alone, such as reminder"`
}

func (messageList) Help() string {
	return `
# as the secretary: all of them, whoever they are to
concordat message list --motion GM-2015-011 --as secretary
# what there is to tell you
concordat message list --as bury-member`
}

// Run lists messages by their facts: the server puts them into words when it sends them.
func (c *messageList) Run(s *session) error {
	if err := oneOf("--kind", c.Kind, api.MessageKinds...); err != nil {
		return err
	}
	if err := s.openAs(); err != nil {
		return err
	}
	filter := url.Values{}
	for name, value := range map[string]string{"motion": c.Motion, "kind": c.Kind} {
		if value != "" {
			filter.Set(name, value)
		}
	}
	list, err := s.client.Messages(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(api.Messages{Items: list}, func() {
		if len(list) == 0 {
			s.print("There is nothing to tell.")
			return
		}
		t := newTable(whole("Kind"), whole("To"), whole("About"), left("What"))
		for _, m := range list {
			what := append([]string{cmp.Or(m.Title, m.PartyName, m.Place)}, api.SumWords(m.Sums)...)
			t.add(m.Kind, m.To, cmp.Or(m.Ref, string(m.Day), string(m.Since.Day())), strings.TrimSpace(strings.Join(what, " ")))
		}
		t.write(s.out, s.width)
	})
}

type messageWanted struct {
	Off string `placeholder:"KIND,…" help:"the kinds that you do not want, all of them each time; none has you sent every one again"`
}

func (messageWanted) Help() string {
	return `
concordat message wanted --as bury-member
concordat message wanted --off meeting,result --as bury-member
concordat message wanted --off none --as bury-member`
}

// Run shows which messages the caller gets, once it has set them where they said so.
func (c *messageWanted) Run(s *session) error {
	off := strings.Split(c.Off, ",")
	if c.Off == "none" {
		off = []string{}
	}
	for _, kind := range off {
		if err := oneOf("--off", kind, append(slices.Clip(api.MessageKinds), "none")...); err != nil {
			return err
		}
	}
	if err := s.openAs(); err != nil {
		return err
	}
	shown, err := s.client.Notifications(s.ctx)
	if err == nil && c.Off != "" {
		shown, err = s.client.SetNotifications(s.ctx, off)
	}
	if err != nil {
		return err
	}
	return s.answer(shown, func() {
		t := newTable(whole("Kind"), whole("Wanted"), left("When"))
		for _, n := range shown.Items {
			t.add(n.Kind, map[bool]string{true: "yes", false: "no"}[n.On], n.Words)
		}
		t.write(s.out, s.width)
	})
}
