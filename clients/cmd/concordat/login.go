package main

import (
	"errors"
	"strings"

	"concordat/clients/sdk"
	"concordat/server/api"
)

type loginCommand struct {
	Scope []string `placeholder:"SCOPE,…" help:"be good for no more than this: read, statements, audit, sessions, or a role or seat of yours"`
}

func (loginCommand) Help() string {
	return `
concordat login --as bury-officer
# a machine that reads the log, and does nothing else
concordat login --scope audit --as auditor`
}

// Run logs in and keeps the log-in until it ends. Other commands do the same
// by themselves when they are told to.
func (c *loginCommand) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	t, err := s.client.LogIn(s.ctx, c.Scope...)
	if err != nil {
		return err
	}
	// What it is used with is not shown: it belongs in no scrollback.
	t.Token, t.Session = "", ""
	if err := s.answer(t, func() {
		s.print("Logged in")
		var f facts
		f.add("  Person", "%s", t.Person)
		f.add("  Roles", "%s", t.Roles)
		if len(c.Scope) > 0 {
			f.add("  Good for", "%s", strings.Join(t.Scopes, ", "))
		}
		f.add("  Until", "%s if it is not used, by the world's clock", when(t.Ends))
		f.write(s.out, s.width)
	}); err != nil {
		return err
	}
	s.say("next: %s", s.commandAs("status"))
	return nil
}

type logoutCommand struct{}

func (logoutCommand) Help() string {
	return `
concordat logout --as bury-officer
# elsewhere: see where, and end one
concordat session list --as bury-officer
concordat session end NAME --as bury-officer`
}

// Run ends the log-in that is kept here.
func (c *logoutCommand) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	if err := s.client.LogOut(s.ctx); errors.Is(err, sdk.ErrNotLoggedIn) {
		return usage("%s is not logged in here: there is nothing to end", s.client.Person())
	} else if err != nil {
		return err
	}
	return s.ended(1)
}

type sessionCommands struct {
	List sessionList `cmd:"" help:"show where you are logged in"`
	End  sessionEnd  `cmd:"" help:"end a log-in of yours elsewhere, or all of them"`
}

type sessionList struct{}

func (sessionList) Help() string {
	return `
concordat session list --as bury-officer`
}

// Run lists them.
func (c *sessionList) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	list, err := s.client.Sessions(s.ctx)
	if err != nil {
		return err
	}
	return s.answer(list, func() {
		t := newTable(whole("Session"), whole("Of"), left("Last used"), left("Ends if not used"))
		for _, one := range list.Items {
			of := "a program"
			switch {
			case one.Current:
				of = "this one"
			case one.Cookie:
				of = "a browser"
			}
			t.add(one.Name, of, when(one.Used), when(one.Ends))
		}
		t.write(s.out, s.width)
	})
}

type sessionEnd struct {
	Name string `arg:"" help:"its name, as session list shows it, or all, with this one"`
}

func (sessionEnd) Help() string {
	return `
# the phone that was lost
concordat session end NAME --as bury-officer
concordat session end all --as bury-officer`
}

// Run ends it.
func (c *sessionEnd) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	n, err := s.client.EndSession(s.ctx, c.Name)
	if err != nil {
		return err
	}
	return s.ended(n)
}

// ended says how many log-ins were.
func (s *session) ended(n int) error {
	return s.answer(api.Ended{Ended: n}, func() {
		if n == 1 {
			s.print("Logged out")
		} else {
			s.print("Logged out of %d sessions", n)
		}
	})
}
