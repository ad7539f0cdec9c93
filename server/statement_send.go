package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/server/api"
	"concordat/server/auth"
)

// statementSend is the one way in. The body is the statement itself. Any person
// may carry it, whoever signed it: what counts is the signature. The public may
// not, so that nobody unknown has the log sign refusals.
func statementSend(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	if err := s.mayPerson(r, caller); err != nil {
		return answer{}, err
	}
	if err := r.takesJSON(); err != nil {
		return answer{}, err
	}
	signed, err := ledger.Parse(r.body)
	if err != nil {
		return answer{}, err
	}
	if err := s.held(r.ctx, signed); err != nil {
		return answer{}, err
	}
	if err := s.textsHeld(signed); err != nil {
		return answer{}, err
	}
	recorded, err := s.record(r.ctx, signed)
	if err != nil {
		return answer{}, s.refusal(signed.ID, err)
	}
	a := answer{status: http.StatusCreated}
	if recorded.Again {
		a.status = http.StatusOK
	}
	// The entry holds this statement, so it need not be read back.
	a.json = &api.Receipt{
		Index: recorded.Index, Receipt: recorded.Receipt, Time: recorded.Time, Kind: signed.Payload.Kind, Sentence: signed.Payload.Sentence,
		CheckCode: ledger.CheckCode(ledger.DigestOf(recorded.Entry)), ID: signed.ID, Repeated: recorded.Again,
	}
	a.header = append(a.header, [2]string{"Location", api.EntryURL(recorded.Index)})
	return a, nil
}

// held refuses a draft of the MoU whose rule bundle is not held here, or is one
// that could never be adopted: nobody could read or answer what it puts forward.
// Put off, not refused: the same statement is taken once its bundle is here.
func (s *Server) held(ctx context.Context, signed *ledger.Signed) error {
	if signed.Payload.Kind != ledger.KindMoUDrafted {
		return nil
	}
	var draft ledger.MoUDrafted
	if err := json.Unmarshal(signed.Payload.Body, &draft); err != nil {
		return nil // the journal says what is wrong with it
	}
	manifest, err := s.journal.Blob(draft.Rules)
	if errors.Is(err, journal.ErrNoBlob) {
		p := api.NewProblem(ledger.CodeNotFound, fmt.Sprintf("the rule bundle %s is not held here: put its files and then its manifest with PUT %s, and send the same statement again", draft.Rules, api.PathPut))
		p.Errors = []api.Fault{{Pointer: "/payload/body/rules", Detail: p.Detail}}
		return p
	}
	if err != nil {
		return err
	}
	return s.checkBundle(ctx, manifest)
}

// carrier refuses whoever is not logged in, or was by a key that has been revoked
// since. It settles nothing: a statement may be what the ledger waits for. The
// code is always that of a log-in: a refusal of the statement itself is signed.
func (s *Server) carrier(caller *auth.Caller) error {
	if caller == nil {
		return api.NewProblem(ledger.CodeLogIn, "log in to send a statement: anybody whom the ledger knows may carry it, whoever signed it")
	}
	if key, ok := s.journal.Key(ledger.Thumbprint(caller.Key)); !ok || key.Person != caller.Person || key.Revoked != "" {
		return api.NewProblem(ledger.CodeLogIn, "the key that you logged in with is no longer yours: log in again")
	}
	return nil
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
	if errors.Is(err, journal.ErrNoKey) { // nothing can be signed: the reason is worth more than none
		return p
	}
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
	index, _, err := receipt.Claims()
	if err != nil {
		return nil, fmt.Errorf("read back a receipt: %w", err)
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
