package web

import (
	"bytes"
	"fmt"
	"slices"

	"concordat/server/api"
)

// file is an answer that is kept rather than looked at. It is no page.
type file struct {
	name string // that it is kept by
	kind string // of media
	data []byte
}

func (*file) base() *layout { return nil }

// csvFile is rows as api.WriteCSV has them, with days as 2015-12-01. Its name says how
// many rows there are, and on how many entries they rest.
func csvFile(name string, entries int64, columns []string, rows [][]string) (*file, error) {
	var b bytes.Buffer
	err := api.WriteCSV(&b, columns, slices.Values(rows))
	return &file{fmt.Sprintf("%s-rows-%d-entry-%d.csv", name, len(rows), entries), api.TypeCSV, b.Bytes()}, err
}
