package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"concordat/policy"
)

type mouNew struct {
	Dir  string `arg:"" help:"the folder to make; it must not be there yet"`
	Name string `required:"" placeholder:"NAME" help:"the agreement's short name, in small letters, digits and -"`
}

func (mouNew) Help() string {
	return `
# start a small agreement that is in order, and make it yours: put your words
# where curly brackets stand, and check it after every change
concordat mou new north-west --name north-west
concordat mou check north-west
# once you have looked at the terms of each clause that you changed
concordat mou check north-west --looked`
}

// Run writes the folder.
func (c *mouNew) Run(s *session) error {
	files, err := policy.NewAgreement(c.Name)
	if err != nil {
		return usage("%v", err)
	}
	if err := os.Mkdir(c.Dir, 0o755); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return usage("%s exists and is not overwritten: choose another name", c.Dir)
		}
		return usage("%v", err)
	}
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(c.Dir, name), files[name], 0o644); err != nil {
			return usage("%v", err)
		}
	}
	answer := struct {
		Path  string   `json:"path"`
		Files []string `json:"files"`
	}{c.Dir, names}
	if err := s.answer(answer, func() {
		s.print("Started the agreement %s in %s", c.Name, c.Dir)
		facts{
			{"  mou.md", "the clauses: put your words where curly brackets stand, and change the rest to what was agreed"},
			{"  parties.json", "the bodies that may sign: three to begin with"},
			{"  terms.json", "the functions and numbers, each under the clause that leaves it to the terms"},
			{"  mou_test.rego", "worked cases, and where to go on"},
		}.write(s.out, s.width)
		s.print("")
		s.paragraph(0, "It is in order as it stands: a small agreement of three parties that decides by advice or by two thirds, and can be amended, joined, left and disputed under. Check it after every change: that says what does not fit any more. Once you have looked at the terms of each clause that you changed, check it with --looked, which notes the new wording beside them.")
	}); err != nil {
		return err
	}
	s.say("next: %s", "concordat mou check "+c.Dir)
	return nil
}
