package verify

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// ReceiptReport is what one receipt shows: that the log recorded this entry. Not
// whether its signature and ruling hold, for which the whole ledger is needed.
type ReceiptReport struct {
	Verdict    Verdict
	Tool       string // the program and its version; the caller sets it
	Origin     string
	Entry      int64 // number of the entry
	Size       int64 // entries of the checkpoint that holds it
	Checkpoint string
	Says       *Says
	Fault      *Fault
}

// Receipt verifies one receipt against the log's verifier key, which the caller
// got by another way. Without that key everything but the signature is checked,
// and the verdict is at best NotProven.
//
// Changes are receipts of the changes of the log's key, in their order, that lead from
// the trusted key to the one that the receipt is under, or back to it.
func Receipt(r merkle.Receipt, trust string, changes ...merkle.Receipt) ReceiptReport {
	out := ReceiptReport{Verdict: Verified, Entry: -1, Says: says(r.Entry)}
	bad := func(code Code, check string, err error) ReceiptReport {
		out.Verdict = Failed
		out.Fault = &Fault{Code: code, Check: check, Entry: out.Entry, Says: out.Says, Words: plain(fmt.Sprintf("The receipt does not hold: %v.", err))}
		return out
	}
	_, checkpoint, err := r.Claims()
	if err != nil {
		return bad(NotCanonical, Integrity, err)
	}
	v, err := firstKey(checkpoint)
	if err != nil {
		return bad(BadCheckpoint, Inclusion, err)
	}
	if trust = strings.TrimSpace(trust); trust != "" {
		if trust, err = receiptKey(r, trust, changes); err == nil {
			v, err = note.NewVerifier(trust)
		}
		if err != nil {
			return bad(BadCheckpoint, Inclusion, err)
		}
	} else {
		out.Verdict = NotProven
	}
	index, c, err := r.Check(v.Name(), v)
	switch {
	case errors.Is(err, merkle.ErrProof):
		return bad(Altered, Integrity, err)
	case errors.Is(err, merkle.ErrMalformed):
		return bad(NotCanonical, Integrity, err)
	case err != nil:
		return bad(BadCheckpoint, Inclusion, err)
	}
	out.Origin, out.Entry, out.Size, out.Checkpoint = c.Origin, index, c.Size, ledger.CheckCode(ledger.HashDigest(c.Root))
	if out.Says == nil {
		_, err := ledger.ParseAll(r.Entry)
		return bad(NotCanonical, Integrity, fmt.Errorf("its entry can't be read: %w", err))
	}
	return out
}

// Text writes the report for people. Programs read JSON: this may change.
func (r ReceiptReport) Text(w io.Writer) error {
	var b strings.Builder
	if r.Origin != "" {
		fmt.Fprintf(&b, "Entry %d of %s\n", r.Entry, r.Origin)
	}
	if r.Says != nil {
		fmt.Fprintf(&b, "It says: %s.\n", r.Says)
	}
	detail := fmt.Sprintf("checkpoint of %s, with the code %s", counted(r.Size, "entry", "entries"), r.Checkpoint)
	end := "This shows that the entry is on the ledger, not that its signature and ruling hold: verify the whole ledger for that."
	switch r.Verdict {
	case NotProven:
		detail += "\n              Nobody looked at the checkpoint's signature: get the ledger's key by another way, and name it as trusted."
		end = "Nothing wrong was found, but anybody can make a receipt with a key of their own."
	case Failed:
		detail = r.Fault.Words
		end = "Do not rely on this receipt until it is explained. Keep it."
	}
	fmt.Fprintf(&b, "\n%-11s %s    %s\n", answers[r.Verdict], titles[Inclusion], detail)
	if r.Fault != nil {
		r.Fault.Code.Failure().write(&b)
	}
	fmt.Fprintf(&b, "\n%s\n%s\n", verdicts[r.Verdict], end)
	_, err := io.WriteString(w, strings.TrimPrefix(b.String(), "\n"))
	return err
}

// JSON is the report for programs. Its members are for ever: some may be added.
func (r ReceiptReport) JSON() []byte {
	out := struct {
		Schema         string  `json:"schema"`
		Verdict        Verdict `json:"verdict"`
		ExitCode       int     `json:"exit_code"`
		Tool           string  `json:"tool,omitempty"`
		Origin         string  `json:"origin,omitempty"`
		Entry          *int64  `json:"entry,omitempty"`
		Size           int64   `json:"size,omitempty"`
		CheckpointCode string  `json:"checkpoint_code,omitempty"`
		Says           *Says   `json:"says,omitempty"`
		Code           Code    `json:"code,omitempty"`
		Detail         string  `json:"detail,omitempty"`
	}{Schema: "concordat.verify-receipt/1", Verdict: r.Verdict, ExitCode: r.Verdict.ExitCode(), Tool: r.Tool, Origin: r.Origin, Size: r.Size, CheckpointCode: r.Checkpoint, Says: r.Says}
	if r.Entry >= 0 {
		out.Entry = &r.Entry
	}
	if r.Fault != nil {
		out.Code, out.Detail = r.Fault.Code, r.Fault.Words
	}
	return encode(out)
}
