package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"concordat/clients/verify"
)

// workingPaper is the file in which a result is kept. It takes its name before anything is
// audited, so that no verdict is kept back by a name that can't be had. A nil one keeps
// nothing.
type workingPaper struct {
	file  *os.File
	about verify.Paper
	whole bool
}

// paper begins the working paper, if one is asked for.
func (c *verifyCommand) paper(trust string) (*workingPaper, error) {
	if c.Save == "" {
		return nil, nil
	}
	if c.holds(c.Save) {
		return nil, usage("--save: %s is in the folder that is checked, where nothing else may be: name another", c.Save)
	}
	sum, err := sumOf(c.What)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(c.Save, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, usage("--save: can't write %v", err)
	}
	return &workingPaper{file: f, about: verify.Paper{Input: c.What, SHA256: sum, Trusted: strings.TrimSpace(trust)}}, nil
}

// holds tells whether a file is in the folder that is checked.
func (c *verifyCommand) holds(name string) bool {
	info, err := os.Stat(c.What)
	if err != nil || !info.IsDir() {
		return false
	}
	dir, errDir := filepath.Abs(c.What)
	name, errName := filepath.Abs(name)
	rel, err := filepath.Rel(dir, name)
	return errors.Join(errDir, errName, err) == nil && filepath.IsLocal(rel)
}

// unchanged takes it out of a report that its input is verified where that is not the file
// any more whose SHA-256 the paper has.
func (p *workingPaper) unchanged(r *verify.Report) {
	if p == nil {
		return
	}
	if sum, err := sumOf(p.about.Input); err == nil && sum == p.about.SHA256 {
		return
	}
	said := p.about.Input + " was changed while it was checked: it is no longer the file whose SHA-256 is " + p.about.SHA256
	r.Notes = append(r.Notes, said+". Check it again.")
	if c := &r.Checks[0]; c.Verdict == verify.Verified {
		c.Verdict, c.Detail, c.Hint = verify.NotProven, said, "Check it again."
	}
	if r.Verdict == verify.Verified {
		r.Verdict = verify.NotProven
	}
}

// write keeps a report as it is shown.
func (p *workingPaper) write(s *session, r verify.Report, seen int64) error {
	if p == nil {
		return nil
	}
	p.about.Made = time.Now().UTC().Format(time.RFC3339)
	r.Paper = &p.about
	data := r.HTML()
	if filepath.Ext(p.file.Name()) == ".json" {
		data, _ = resultOf(r, seen)
	}
	_, err := p.file.Write(data)
	if err = errors.Join(err, p.file.Sync(), p.file.Close()); err != nil {
		return usage("--save: the working paper is not kept: %v", err)
	}
	p.whole = true
	s.say("the working paper is in %s", p.file.Name())
	return nil
}

// end takes away a paper that was begun and is not whole.
func (p *workingPaper) end() error {
	if p == nil || p.whole {
		return nil
	}
	p.file.Close() // it may be closed already: there is nothing in it to be lost
	return os.Remove(p.file.Name())
}

// sumOf is the SHA-256 of what is one file, and empty of a folder or a server.
func sumOf(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return "", nil
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return fmt.Sprintf("%x", sum.Sum(nil)), errors.Join(err, f.Close())
}
