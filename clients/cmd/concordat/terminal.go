package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/mattn/go-isatty"
)

// The rules of output. Standard output is the answer and nothing else, so that
// it can be piped. Everything else goes to standard error with a "concordat:"
// prefix, without a capital initial or a period at the end: what goes on, what
// went wrong, what to do next. Whatever asks a person something goes to the
// terminal, and only where there is one. Colour repeats what a word says.

const (
	defaultWidth = 80
	leastWidth   = 40
)

// terminal is where the answers and the talk go.
type terminal struct {
	in       io.Reader
	out, err io.Writer
	asks     bool // there is a person to ask
	colour   bool
	progress bool
	width    int
	talk     int // width of what goes to err; 0 where nobody reads it in lines
}

func newTerminal(noColour, noInput bool) *terminal {
	t := &terminal{in: os.Stdin, out: plainWriter{os.Stdout}, err: plainWriter{os.Stderr}, width: defaultWidth}
	out, talk := isatty.IsTerminal(os.Stdout.Fd()), isatty.IsTerminal(os.Stderr.Fd())
	t.asks = !noInput && isatty.IsTerminal(os.Stdin.Fd())
	t.colour = out && !noColour && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	t.progress = talk && os.Getenv("TERM") != "dumb"
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n >= leastWidth {
		t.width, t.talk = n, n
		return t
	}
	if n := columns(os.Stdout); out && n >= leastWidth {
		t.width = n
	}
	if n := columns(os.Stderr); talk && n >= leastWidth {
		t.talk = n
	}
	return t
}

// plainWriter takes out what could move a terminal's cursor or turn its text
// around: much of what is shown was chosen by others. Escapes that this program
// writes itself for colour go round it.
type plainWriter struct{ w io.Writer }

func (p plainWriter) Write(b []byte) (int, error) {
	clean := strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return unicode.ReplacementChar
		}
		return r
	}, string(b))
	if _, err := io.WriteString(p.w, clean); err != nil {
		return 0, err
	}
	return len(b), nil
}

// verdict writes a line that begins with a word that colour may repeat.
func (t *terminal) verdict(word, rest string) {
	colours := map[string]string{"PASS": "32", "VERIFIED": "32", "FAIL": "31", "FAILED": "31", "NOT PROVEN": "33"}
	p, ok := t.out.(plainWriter)
	if c := colours[word]; t.colour && ok && c != "" {
		fmt.Fprintf(p.w, "\x1b[%sm%s\x1b[0m", c, word)
		fmt.Fprintln(t.out, rest)
		return
	}
	fmt.Fprintln(t.out, word+rest)
}

// say talks: to a script in one line that it can find, to people in lines as wide
// as their terminal is. A command in it stays one that can be copied.
func (t *terminal) say(format string, args ...any) {
	line := "concordat: " + strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")
	if t.talk > 0 && length(line) > t.talk {
		line = talkIn(line, t.talk)
	}
	fmt.Fprintln(t.err, line)
}

// talkIn breaks talk into lines. What follows the last colon, if it is a command,
// goes on after a backslash, as a shell has it.
func talkIn(line string, width int) string {
	words, command := line, ""
	if i := strings.LastIndex(line, ": concordat "); i >= 0 {
		words, command = line[:i+1], line[i+2:]
	}
	lines := wrap(words, width)[:1]
	if rest := strings.TrimPrefix(words, lines[0]); rest != "" {
		for _, l := range wrap(rest, width-2) {
			lines = append(lines, "  "+l)
		}
	}
	if command != "" {
		lines = append(lines, commandIn(command, width)...)
	}
	return strings.Join(lines, "\n")
}

// commandIn breaks a command line between its words, as a shell takes it.
func commandIn(command string, width int) []string {
	var lines []string
	line := " "
	for i, word := range strings.Fields(command) {
		if i > 0 && length(line)+1+length(word)+2 > width {
			lines = append(lines, line+" \\")
			line = "   "
		}
		line += " " + word
	}
	return append(lines, line)
}

// counter shows how far something has got, on a terminal and once it has taken
// more than a second.
type counter struct {
	t     *terminal
	what  string
	start time.Time
	mu    sync.Mutex
	last  time.Time
	shown bool
}

func (t *terminal) counter(what string) *counter {
	return &counter{t: t, what: what, start: time.Now()}
}

func (c *counter) at(done, total int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if !c.t.progress || now.Sub(c.start) < time.Second || now.Sub(c.last) < 200*time.Millisecond {
		return
	}
	c.last, c.shown = now, true
	fmt.Fprintf(os.Stderr, "\rconcordat: %s\x1b[K", c.line(done, total, now.Sub(c.start)))
}

// line tells how far it is after a time: a bar, per cent, how many of how many, and
// how long the rest will take if it goes on so.
func (c *counter) line(done, total int64, took time.Duration) string {
	done, total = min(max(done, 0), total), max(total, 1)
	const width = 20
	filled := int(done * width / total)
	said := fmt.Sprintf("[%s%s] %d%%, %s of %s %s", strings.Repeat("#", filled), strings.Repeat("-", width-filled), done*100/total, thousands(done), thousands(total), c.what)
	if done == 0 || done == total {
		return said
	}
	// By whole seconds, so that no product is too large.
	left := (int64(took/time.Second) + 1) * (total - done) / done
	switch {
	case left < 60:
		said += ", less than a minute left"
	case left < 120*60:
		said += ", some " + counted(left/60+1, "minute", "minutes") + " left"
	default:
		said += ", some " + counted(left/3600+1, "hour", "hours") + " left"
	}
	return said
}

func (c *counter) done() {
	if c.shown {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
