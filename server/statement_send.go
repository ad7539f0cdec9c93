package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
	"concordat/server/auth"
)

// statementSend is the one way in. The body is the statement itself. Anybody may
// carry it: what counts is who signed it.
func statementSend(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := r.takesJSON(); err != nil {
		return answer{}, err
	}
	signed, err := ledger.Parse(r.body)
	if err != nil {
		return answer{}, err
	}
	next, known := s.journal.NextSeq(signed.Protected.Kid)
	receipt, err := s.journal.Submit(r.ctx, r.body)
	if err != nil {
		return answer{}, s.refusal(signed.ID, err)
	}
	a := answer{status: http.StatusCreated}
	// What a key has said already is given out again; any other number would have
	// been refused.
	repeated := known && signed.Payload.Seq < next
	if repeated {
		a.status = http.StatusOK
	}
	shown, err := showReceipt(receipt)
	if err != nil {
		return answer{}, err
	}
	shown.Repeated = repeated
	a.json = shown
	a.header = append(a.header, [2]string{"Location", api.EntryURL(shown.Index)})
	return a, nil
}

// refusal is a problem with the log's signature under it, where the statement
// itself was refused and not merely put off.
func (s *Server) refusal(id ledger.Digest, err error) error {
	var refused *ledger.Error
	if !errors.As(err, &refused) || refused.Code == ledger.CodeUnavailable || refused.Code == ledger.CodeRulesFailed {
		return err
	}
	p := s.problem(err)
	note, err := s.journal.Refusal(id, refused.Code)
	if err != nil {
		return fmt.Errorf("sign the refusal of %s: %w", id, err)
	}
	p.Refusal = string(note)
	return p
}

// showReceipt takes a receipt apart for people.
func showReceipt(receipt merkle.Receipt) (*api.Receipt, error) {
	parsed, err := ledger.ParseAll(receipt.Entry)
	if err != nil {
		return nil, fmt.Errorf("read back the entry of a receipt: %w", err)
	}
	index, err := proofIndex(receipt.Proof)
	if err != nil {
		return nil, err
	}
	shown := &api.Receipt{
		Index: index, Receipt: receipt, Time: parsed.Entry.Time, Kind: parsed.Kind, Sentence: parsed.Text,
		CheckCode: ledger.CheckCode(ledger.DigestOf(receipt.Entry)),
	}
	if parsed.Signed != nil {
		shown.ID = parsed.Signed.ID
	}
	return shown, nil
}

// proofIndex reads the second line of a proof that this process made.
func proofIndex(proof string) (int64, error) {
	_, rest, _ := strings.Cut(proof, "\n")
	line, _, _ := strings.Cut(rest, "\n")
	n, ok := strings.CutPrefix(line, "index ")
	index, err := whole(n)
	if !ok || err != nil {
		return 0, fmt.Errorf("a proof whose second line is %q", line)
	}
	return index, nil
}
