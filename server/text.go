package server

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"time"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/server/api"
	"concordat/server/auth"
	"concordat/server/texts"
)

// Personal texts stand in a file of their own (package texts). The ledger says which
// statement each stands with and whether it was ordered erased, and the rules who reads
// them. No export, no minutes and no log has any.

var saltBase64 = base64.RawURLEncoding.Strict()

// textKeep keeps a text before the statement that names it. What no statement comes to
// name is dropped by the first that is put when it has waited for texts.Waits, or when
// the server is next started.
func textKeep(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	var wish api.KeepText
	if err := r.decode(&wish); err != nil {
		return answer{}, err
	}
	salt, err := saltBase64.DecodeString(wish.Salt)
	if err != nil || len(salt) != 32 {
		return answer{}, malformed("salt", "a salt is 32 random bytes in base64url without padding")
	}
	if err := ledger.CheckText(wish.Text); err != nil {
		return answer{}, malformed("text", "%v", err)
	}
	digest, err := ledger.TextDigest([32]byte(salt), wish.Text)
	if err != nil {
		return answer{}, malformed("text", "%v", err)
	}
	var day ledger.Date
	named := false
	err = s.read(r, caller, func(q *reading) error {
		day = q.day
		_, named = q.Text(digest)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	if named {
		return answer{}, api.NewProblem(ledger.CodeConflict, "this text with this salt stands with a statement already: choose another salt")
	}
	if err := s.papers.take(caller.Person, day, len(wish.Text)); err != nil {
		return answer{}, err
	}
	if s.texts.Waiting() {
		if err := s.sweep(texts.Waits); err != nil {
			return answer{}, s.refuseText(err)
		}
	}
	err = s.texts.Put(texts.Text{By: caller.Person, Digest: digest, Salt: salt, Text: wish.Text})
	if err != nil {
		return answer{}, s.refuseText(err)
	}
	return answer{status: http.StatusCreated, json: api.KeptText{Digest: digest, Code: ledger.CheckCode(digest)}}, nil
}

// refuseText is what a text that could not be kept looks like.
func (s *Server) refuseText(err error) error {
	if errors.Is(err, texts.ErrFull) || errors.Is(err, texts.ErrFullOne) {
		return api.NewProblem(ledger.CodeTooLarge, err.Error())
	}
	s.log.Error("personal texts can't be written", "cause", err)
	return api.NewProblem(ledger.CodeUnavailable, "personal texts can't be kept at present: try again in a moment, or state this without one")
}

// sweep holds the texts against the ledger.
func (s *Server) sweep(older time.Duration) error {
	return s.journal.Look(func(v ledger.View) error { return s.texts.Sweep(older, v.Text) })
}

// textsHeld refuses a statement that names a text which is not held here, so that
// nobody reads of a reason that was never given. Put off, not refused: the same
// statement is taken once the text is here.
func (s *Server) textsHeld(signed *ledger.Signed) error {
	for _, named := range signed.Texts() {
		if _, ok := s.texts.Get(named.Text); ok {
			continue
		}
		known := false
		err := s.journal.Look(func(v ledger.View) error {
			_, known = v.Text(named.Text)
			return nil
		})
		if err != nil {
			return err
		}
		if !known { // of one that is known the journal says what there is to say
			p := api.NewProblem(ledger.CodeNotFound, fmt.Sprintf("no personal text with the digest %s is held here: put it with POST %s, and send the same statement again", named.Text, api.PathTexts))
			p.Errors = []api.Fault{{Pointer: "/payload/body/" + named.What, Detail: p.Detail}}
			return p
		}
	}
	return nil
}

// record records a statement. An order to erase is carried out also where ctx ends while
// it is being recorded: whoever sent it is told as of any statement, and what it orders
// does not wait until they send it again. It stays in the queue for that.
func (s *Server) record(ctx context.Context, signed *ledger.Signed) (journal.Recorded, error) {
	if _, order := signed.Body.(*ledger.TextErased); !order {
		return s.journal.Record(ctx, signed)
	}
	type outcome struct {
		journal.Recorded
		error
	}
	done := make(chan outcome, 1)
	go func() {
		recorded, err := s.journal.Record(context.WithoutCancel(ctx), signed)
		if err == nil {
			s.erase(signed)
		}
		done <- outcome{recorded, err}
	}()
	select {
	case o := <-done:
		return o.Recorded, o.error
	case <-ctx.Done():
		return journal.Recorded{}, fmt.Errorf("the order is being recorded: send it again for its receipt: %w", ctx.Err())
	}
}

// erase does what a statement that was recorded has ordered. Where the file can't be
// written the text is shown to nobody all the same, and the next one that is put, or
// the next start, tries again.
func (s *Server) erase(signed *ledger.Signed) {
	order, ok := signed.Body.(*ledger.TextErased)
	if !ok {
		return
	}
	if err := s.texts.Erase(order.Text); err != nil {
		s.log.Error("a personal text that was ordered erased may still be in its file: it is erased when the file can be written", "text", order.Text, "cause", err)
	}
}

func textShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var shown api.Text
	err := s.read(r, caller, func(q *reading) error {
		digest := ledger.Digest(r.params["digest"])
		record, ok := q.Text(digest)
		if !ok {
			waiting, held := s.texts.Get(digest)
			if !held || caller == nil || waiting.By != caller.Person {
				return notFound("no statement names a personal text with the digest %s", digest)
			}
			shown = api.Text{Digest: digest, Code: ledger.CheckCode(digest)}
			say(&shown, waiting)
			return nil
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		if err := s.mayText(q, record, private); err != nil {
			return err
		}
		shown = s.showText(q, record)
		return nil
	})
	return answer{json: shown}, err
}

// textList is the personal texts that statements name, with those of private business
// left out for whoever may not read that. Like one text it has no tag, so that no browser
// keeps what is erased here.
func textList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Text]
	err := s.read(r, caller, func(q *reading) error {
		about, party := r.query.Get("about"), r.query.Get("party")
		private, err := q.withheld()
		if err != nil {
			return err
		}
		var failed error
		list, err = page(q, r, digests(q.Texts()), func(_ string, t ledger.TextRecord) (api.Text, bool) {
			if failed != nil || about != "" && t.About != about || party != "" && t.Party != party {
				return api.Text{}, false
			}
			var refused *ledger.Error
			switch err := s.mayText(q, t, private); {
			case errors.As(err, &refused) && refused.Code != ledger.CodeRulesFailed:
				return api.Text{}, false
			case err != nil:
				failed = err
				return api.Text{}, false
			}
			return s.showText(q, t), true
		})
		return errors.Join(failed, err)
	})
	return listed(r, list, ""), err
}

// mayText is why the caller may not read one text, who may read texts: it is about
// private business, or it is the detail of an interest that they may not read.
func (s *Server) mayText(q *reading, t ledger.TextRecord, private *ledger.Withheld) error {
	if k := private.Ref(t.About); t.About != "" && k != nil {
		return k.Refusal
	}
	if i, ok := q.Interest(t.ID); ok {
		return s.readers.mayInterest(q, q.showInterest(i))
	}
	return nil
}

func (s *Server) showText(q *reading, t ledger.TextRecord) api.Text {
	shown := api.Text{Digest: t.Text, Code: ledger.CheckCode(t.Text), What: t.What, About: t.About, Kind: t.Kind, Person: t.Person, Party: t.Party, Entry: t.Entry}
	if e := t.Erased; e != nil {
		party := ""
		if e.Party != "" {
			party = q.PartyName(e.Party)
		}
		shown.Erased = &api.ErasedText{Time: e.Time, Entry: e.Entry, Person: e.Person, Party: e.Party, Why: e.Why, Words: api.ErasedWords(e, party)}
		return shown
	}
	if held, ok := s.texts.Get(t.Text); ok {
		say(&shown, held)
	}
	return shown
}

func say(shown *api.Text, held texts.Text) {
	shown.Salt, shown.Text = saltBase64.EncodeToString(held.Salt), held.Text
}

// called is the personal text by its digest, for a caller who may read texts; empty
// where there is none any more.
func (s *Server) called(q *reading, d ledger.Digest) string {
	t, ok := q.Text(d)
	if !ok || t.Erased != nil {
		return ""
	}
	held, _ := s.texts.Get(d)
	return held.Text
}
