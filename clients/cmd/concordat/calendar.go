package main

import "concordat/server/api"

type calendarCommands struct {
	Show  calendarShow  `cmd:"" help:"show whether you have an address of the board's dates"`
	Make  calendarMake  `cmd:"" help:"make a new address, which ends the one before"`
	End   calendarEnd   `cmd:"" help:"end your address"`
	Close calendarClose `cmd:"" help:"write when votes on a motion close, as a calendar's file"`
}

type calendarShow struct{}

func (calendarShow) Help() string {
	return `
concordat calendar show --as bury-member`
}

// Run tells whether there is an address. Which it is nobody knows but its person.
func (c *calendarShow) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	shown, err := s.client.Calendar(s.ctx)
	if err != nil {
		return err
	}
	return s.answer(shown, func() {
		if shown.Made == "" {
			s.print("You have no address of the board's dates.")
			return
		}
		s.print("You made an address of the board's dates at %s.", when(shown.Made))
	})
}

type calendarMake struct{}

func (calendarMake) Help() string {
	return `
concordat calendar make --as bury-member`
}

// Run makes an address and tells it, once.
func (c *calendarMake) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	made, err := s.client.MakeCalendar(s.ctx)
	if err != nil {
		return err
	}
	if err := s.answer(made, func() { s.print("%s", made.Address) }); err != nil {
		return err
	}
	s.say("put it into your calendar as one from the internet, and give it to nobody: it is told only once")
	s.say("if it is lost: %s", s.command("calendar", "make"))
	return nil
}

type calendarEnd struct{}

func (calendarEnd) Help() string {
	return `
concordat calendar end --as bury-member`
}

// Run ends the address.
func (c *calendarEnd) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	if err := s.client.EndCalendar(s.ctx); err != nil {
		return err
	}
	return s.answer(api.Calendar{}, func() { s.print("You have no address of the board's dates any more.") })
}

type calendarClose struct {
	Motion string `arg:"" help:"a motion, such as GM-2015-012"`
}

func (calendarClose) Help() string {
	return `
concordat calendar close GM-2015-012 > close.ics`
}

// Run writes the file to standard output.
func (c *calendarClose) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	data, err := s.client.CloseFile(s.ctx, c.Motion)
	if err != nil {
		return err
	}
	_, err = s.out.Write(data)
	return err
}
