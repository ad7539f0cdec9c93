package main

type loginCommand struct{}

func (loginCommand) Help() string {
	return `
concordat login --as bury-officer`
}

// Run logs in and keeps the log-in until it runs out. Other commands do the same
// by themselves when they are told to.
func (c *loginCommand) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	t, err := s.client.LogIn(s.ctx)
	if err != nil {
		return err
	}
	// The token itself is not shown: it belongs in no scrollback.
	t.Token = ""
	if err := s.answer(t, func() {
		s.print("Logged in")
		var f facts
		f.add("  Person", "%s", t.Person)
		f.add("  Roles", "%s", t.Roles)
		f.add("  Until", "%s, by the world's clock", when(t.Expires))
		f.write(s.out, s.width)
	}); err != nil {
		return err
	}
	s.say("next: %s", s.commandAs("status"))
	return nil
}
