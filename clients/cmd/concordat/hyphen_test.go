package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHyphen gives thumbprints and ids that begin with hyphens, as a flag's value and as
// an argument, between flags of every form.
func TestHyphen(t *testing.T) {
	for _, id := range []string{
		"-2I28T8drqBXEVHuNbZcm5Skjs26PAfeBBdWAi5hZT4",
		"--I28T8drqBXEVHuNbZcm5Skjs26PAfeBBdWAi5hZT4",
		"-yI28T8drqBXEVHuNbZcm5Skjs26PAfeBBdWAi5hZT4",
		"2-I28T8drqBXEVHuNbZcm5Skjs26PAfeBBdWAi5hZT4",
	} {
		for _, args := range [][]string{
			{"key", "revoke", id, "--reason", "lost", "--yes"},
			{"key", "revoke", "--reason", "lost", "--yes", id},
			{"key", "revoke", "-y", "--reason=lost", id},
			{"key", "revoke", "--reason=lost", "--", id},
		} {
			cli := &commands{}
			if _, err := cli.parse(args); err != nil {
				t.Errorf("%q: %v", args, err)
			} else if diff := cmp.Diff([]string{id, "lost"}, []string{cli.Key.Revoke.Key, cli.Key.Revoke.Reason}); diff != "" {
				t.Errorf("%q: (-want +got)\n%s", args, diff)
			}
		}
		for _, args := range [][]string{
			{"key", "replace", "file.json", "--old", id, "--reason", "lost", "--resolution", "GB-1", "--on", "2015-11-20", "--paper", "p.txt"},
			{"key", "replace", "--old=" + id, "--reason", "lost", "--resolution", "GB-1", "--on", "2015-11-20", "--paper", "p.txt", "file.json"},
		} {
			cli := &commands{}
			if _, err := cli.parse(args); err != nil {
				t.Errorf("%q: %v", args, err)
			} else if cli.Key.Replace.Old != id {
				t.Errorf("%q: --old is %q", args, cli.Key.Replace.Old)
			}
		}
	}
	// What is no id is still a flag that is not known, and a flag still wants its value.
	for _, args := range [][]string{
		{"key", "revoke", "-2I28", "--reason", "lost"},
		{"key", "revoke", "abc", "--reason", "--yes"},
	} {
		if _, err := (&commands{}).parse(args); err == nil {
			t.Errorf("%q: was taken", args)
		}
	}
}
