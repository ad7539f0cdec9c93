package document

import (
	"strings"

	"concordat/server/api"
)

// maxCompared bounds the work of one comparison: words of the old text times words
// of the new, once what they begin and end with alike is set aside. Beyond it what
// lies between is shown as taken out and put in whole.
const maxCompared = 4 << 20

// Compare says word by word what of one text stands in another: the longest words
// in common are kept. Joined again, what is kept and taken out is the old text, and
// what is kept and put in the new one, but for the spaces between words.
func Compare(before, after []string) []api.Words {
	a, b := words(before), words(after)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	c := comparison{}
	c.add(api.WordsKept, a[:start]...)
	c.between(a[start:len(a)-end], b[start:len(b)-end])
	c.add(api.WordsKept, a[len(a)-end:]...)
	return c.list
}

// paragraph stands between two paragraphs, which have no line feeds.
const paragraph = "\n"

func words(paragraphs []string) []string {
	var list []string
	for i, p := range paragraphs {
		if i > 0 {
			list = append(list, paragraph)
		}
		list = append(list, strings.Fields(p)...)
	}
	return list
}

type comparison struct{ list []api.Words }

// add appends words, joined to the last ones if they came through alike.
func (c *comparison) add(how string, words ...string) {
	for _, w := range words {
		last := len(c.list) - 1
		switch {
		case last < 0 || c.list[last].How != how:
			c.list = append(c.list, api.Words{How: how, Text: w})
		case w == paragraph || strings.HasSuffix(c.list[last].Text, paragraph):
			c.list[last].Text += w
		default:
			c.list[last].Text += " " + w
		}
	}
}

// between compares what differs, by the longest common subsequence.
func (c *comparison) between(a, b []string) {
	if len(a)*len(b) > maxCompared {
		c.add(api.WordsTaken, a...)
		c.add(api.WordsPutIn, b...)
		return
	}
	// longest[i][j] is how many words a[i:] and b[j:] have in common.
	longest := make([][]int32, len(a)+1)
	for i := range longest {
		longest[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			c.add(api.WordsKept, a[i])
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			c.add(api.WordsTaken, a[i])
			i++
		default:
			c.add(api.WordsPutIn, b[j])
			j++
		}
	}
	c.add(api.WordsTaken, a[i:]...)
	c.add(api.WordsPutIn, b[j:]...)
}
