package api

import (
	"encoding/csv"
	"io"
	"iter"
	"regexp"
	"strings"
)

// ByteOrderMark stands before the text of a CSV file, by which spreadsheets know UTF-8.
const ByteOrderMark = "\ufeff"

var plainNumber = regexp.MustCompile(`^-?\d+$`)

// WriteCSV writes a table as spreadsheets of every make open it: UTF-8 with a byte order
// mark, lines that end in CRLF, quoted as RFC 4180 says. No text is read as a formula;
// numbers below nothing stay numbers. Each row is as long as columns.
func WriteCSV(out io.Writer, columns []string, rows iter.Seq[[]string]) error {
	if _, err := io.WriteString(out, ByteOrderMark); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if err := w.Write(columns); err != nil {
		return err
	}
	var line []string
	for row := range rows {
		line = append(line[:0], row...)
		for i, s := range line {
			if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) && !plainNumber.MatchString(s) {
				line[i] = "'" + s
			}
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
