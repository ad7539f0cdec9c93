package api

import (
	"bytes"
	"encoding/json"
)

// DraftField is the first field of a draft of a motion that a client keeps beside the log,
// and names its author. Such a draft is no part of the ledger: its author, the secretary
// and the chair read it back, and to everybody else it is not there.
const DraftField = "motion_draft_of"

// DraftOf is whose draft of a motion a document is; empty where it is none.
func DraftOf(document []byte) string {
	if !bytes.HasPrefix(document, []byte(`{"`+DraftField+`":"`)) {
		return ""
	}
	var d struct {
		Of string `json:"motion_draft_of"`
	}
	if json.Unmarshal(document, &d) != nil {
		return ""
	}
	return d.Of
}

// Pages on which files are put beside the log: what their forms send may be as long as a
// paper.
const (
	PagePapers = "/papers"
	PageDraft  = "/mou/drafts/new" // of a draft of the MoU
)
