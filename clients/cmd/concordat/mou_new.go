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
# start an agreement that is in order, and change it from there
concordat mou new north-west --name north-west
concordat mou check north-west`
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
			{"  mou.md", "the clauses: write yours, numbered in order"},
			{"  parties.json", "the bodies that may sign, and where each figure comes from"},
			{"  terms.json", "the functions and numbers, each under the clause that leaves it to the terms"},
			{"  mou_test.rego", "one worked case, and where to go on"},
		}.write(s.out, s.width)
	}); err != nil {
		return err
	}
	s.say("next: %s", "concordat mou check "+c.Dir)
	return nil
}
