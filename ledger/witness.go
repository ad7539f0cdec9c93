package ledger

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Witnesses, which cosign checkpoints all the time, and officers, who countersign
// one that they saw: so that nobody is shown another ledger than the others.

// WitnessNamed makes a key that of a witness: of the payload's party, or an
// independent one where the payload names none. One key is one witness for ever.
type WitnessNamed struct {
	Name string `json:"name"`          // as it stands in the key, and in every line that it signs
	Key  string `json:"key"`           // verifier key of an Ed25519 cosignature, c2sp.org/tlog-cosignature
	URL  string `json:"url,omitempty"` // under which it is asked, c2sp.org/tlog-witness
	From Date   `json:"from"`
}

// WitnessEnded ends a witness: from that day on it counts no more.
type WitnessEnded struct {
	Key    string `json:"key"` // as it was named
	On     Date   `json:"on"`
	Reason string `json:"reason,omitempty"`
}

// WitnessRecord is a witness as named, and its end.
type WitnessRecord struct {
	WitnessNamed
	Party      string // whose it is; empty for an independent one
	Time       Time
	Entry      int64
	Ended      Date // from which it counts no more; empty while none is stated
	Reason     string
	EndedEntry int64
}

// WitnessFacts is a witness as the rules see it. Its party is that which stands in
// its place since a merger.
type WitnessFacts struct {
	Name  string     `json:"name"`
	Key   string     `json:"key"`
	Print Thumbprint `json:"thumbprint"`
	Party string     `json:"party,omitempty"`
	URL   string     `json:"url,omitempty"`
	From  Date       `json:"from"`
	Ended Date       `json:"ended,omitempty"`
	Entry int64      `json:"entry"`
}

// witnessKey reads the verifier key of a witness in its one spelling.
func witnessKey(vkey string) (name string, key Key, err error) {
	const cosignature = 4 // c2sp.org/signed-note: a timestamped Ed25519 cosignature
	return verifierKey(vkey, cosignature, "a witness")
}

// verifierKey reads a verifier key (c2sp.org/signed-note) of Ed25519 in its one
// spelling: name, hash of name and key, and key with the byte that says what it signs.
func verifierKey(vkey string, signs byte, of string) (name string, key Key, err error) {
	name, rest, _ := strings.Cut(vkey, "+")
	hash, encoded, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || len(raw) != 33 || raw[0] != signs || base64.StdEncoding.EncodeToString(raw) != encoded {
		return "", Key{}, fmt.Errorf("is not the verifier key of %s, as its program prints it", of)
	}
	if name == "" || strings.ContainsFunc(name, unicode.IsSpace) || checkString(name) != nil {
		return "", Key{}, fmt.Errorf("has a name with a space in it, or none")
	}
	if sum := sha256.Sum256(append([]byte(name+"\n"), raw...)); fmt.Sprintf("%x", sum[:4]) != hash {
		return "", Key{}, fmt.Errorf("does not hold together: its name, its hash or its key was changed")
	}
	key = Key{Kind: KeyFile, Kty: "OKP", Crv: "Ed25519", X: base64url.EncodeToString(raw[1:])}
	return name, key, key.Check()
}

// WitnessThumbprint is the name of a witness's key among all keys of a ledger. The
// error says why it is none.
func WitnessThumbprint(vkey string) (Thumbprint, error) {
	_, key, err := witnessKey(vkey)
	if err != nil {
		return "", err
	}
	return key.Thumbprint(), nil
}

func (s *shape) witness(vkey string) (name string) {
	name, _, err := witnessKey(vkey)
	if s.that(err == nil && len(vkey) <= MaxWitnessKey, "key", "%q is no key of a witness: it %v", vkey, err); err != nil {
		return ""
	}
	return name
}

func (b *WitnessNamed) shape(s *shape) {
	name := s.witness(b.Key)
	s.text("name", b.Name, MaxTitle)
	s.that(b.Name == name, "name", "the key is of %q: a witness has one name", name)
	if b.URL != "" {
		s.text("url", b.URL, MaxURL)
		u, err := url.Parse(b.URL)
		s.that(err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && !strings.ContainsAny(b.URL, "?# ") && !strings.HasSuffix(b.URL, "/") && u.String() == b.URL,
			"url", "%q is not an address such as https://witness.example/gm, without a slash at its end", b.URL)
	}
	s.date("from", b.From)
}

func (b *WitnessNamed) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s names %s as an independent witness from %s", p.Author, b.Name, b.From.InWords())
	if p.Party != "" {
		said = fmt.Sprintf("%s names %s as its witness from %s", n.PartyName(p.Party), b.Name, b.From.InWords())
	}
	said += ", with the key " + b.Key
	if b.URL != "" {
		said += ", to be asked at " + b.URL
	}
	return said
}

func (b *WitnessNamed) against(v View, st *Signed, q *Question, day Date) error {
	_, key, err := witnessKey(b.Key)
	if err != nil { // shape has looked
		return refuse(CodeMalformed, "/payload/body/key", "%v", err)
	}
	if w, ok := v.Witness(key.Thumbprint()); ok {
		return refuse(CodeConflict, "/payload/body/key", "this key was named in entry %d as that of %s: a key is named once, so make another", w.Entry, w.Name)
	}
	if _, ok := v.Key(key.Thumbprint()); ok {
		return refuse(CodeConflict, "/payload/body/key", "this key signs statements: a witness has a key of its own")
	}
	if v.signsLog(key) {
		return refuse(CodeConflict, "/payload/body/key", "this is the log's own key: a log is no witness of itself")
	}
	standing := 0
	for _, w := range v.AllWitnesses() {
		if w.Party == st.Payload.Party && w.Ended == "" {
			standing++
		}
	}
	if standing >= MaxWitnesses {
		return refuse(CodeTooLarge, "/payload/body", "%d witnesses stand already: end one first", standing)
	}
	return nil
}

func (b *WitnessNamed) apply(s *State, q *Question, index int64) {
	t, err := WitnessThumbprint(b.Key)
	if err != nil {
		panic("ledger: a witness was admitted whose key is none") // shape has looked
	}
	s.witnesses.set(t, WitnessRecord{WitnessNamed: *b, Party: q.Signed.Payload.Party, Time: q.Time, Entry: index})
}

// ofNoOther refuses, as somebody's new key, that of a witness and each that the log
// has had.
func (v View) ofNoOther(field string, key Key) error {
	if w, ok := v.Witness(key.Thumbprint()); ok {
		return refuse(CodeConflict, field, "this is the key of the witness %s: make another, a key has one use", w.Name)
	}
	if v.signsLog(key) {
		return refuse(CodeConflict, field, "this key is the log's, or was: make another, a key has one use")
	}
	return nil
}

// isLogKey reports whether a log's verifier key (c2sp.org/signed-note) has the same
// public half.
func isLogKey(vkey string, key Key) bool {
	parts := strings.SplitN(vkey, "+", 3) // the third may have a plus in it
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	return err == nil && len(raw) == 33 && base64url.EncodeToString(raw[1:]) == key.X
}

func (b *WitnessEnded) shape(s *shape) {
	s.witness(b.Key)
	s.date("on", b.On)
	s.note("reason", b.Reason)
}

func (b *WitnessEnded) sentence(p Payload, n Names) string {
	name, _, _ := strings.Cut(b.Key, "+")
	said := fmt.Sprintf("%s ends the independent witness %s on %s", p.Author, name, b.On.InWords())
	if p.Party != "" {
		said = fmt.Sprintf("%s ends its witness %s on %s", n.PartyName(p.Party), name, b.On.InWords())
	}
	said += ", with the key " + b.Key
	if b.Reason != "" {
		said += ": " + b.Reason
	}
	return said
}

func (b *WitnessEnded) against(v View, st *Signed, q *Question, day Date) error {
	t, err := WitnessThumbprint(b.Key)
	if err != nil { // shape has looked
		return refuse(CodeMalformed, "/payload/body/key", "%v", err)
	}
	w, ok := v.Witness(t)
	switch {
	case !ok || w.Key != b.Key:
		return refuse(CodeNotFound, "/payload/body/key", "no witness was named with this key: see the list of witnesses")
	case w.Ended != "":
		return refuse(CodeConflict, "/payload/body/key", "%s ended on %s already", w.Name, w.Ended.InWords())
	}
	q.Input.Witness = v.witnessFacts(t, w, day)
	return nil
}

func (b *WitnessEnded) apply(s *State, q *Question, index int64) {
	t, err := WitnessThumbprint(b.Key)
	if err != nil {
		panic("ledger: the end of a witness was admitted whose key is none") // shape has looked
	}
	w, _ := s.Draft().Witness(t)
	w.Ended, w.Reason, w.EndedEntry = b.On, b.Reason, index
	s.witnesses.set(t, w)
}

// Witness is a witness by its key, whether it stands or has ended.
func (v View) Witness(t Thumbprint) (WitnessRecord, bool) { return v.s.witnesses.get(v.draft, t) }

// AllWitnesses are all that were ever named, in that order.
func (v View) AllWitnesses() iter.Seq2[Thumbprint, WitnessRecord] { return v.s.witnesses.all(v.draft) }

// Witnesses are those that count on a day, in the order in which they were named.
func (v View) Witnesses(at Date) []WitnessFacts {
	standing := []WitnessFacts{}
	for t, w := range v.AllWitnesses() {
		if w.From <= at && (w.Ended == "" || at < w.Ended) {
			standing = append(standing, *v.witnessFacts(t, w, at))
		}
	}
	return standing
}

func (v View) witnessFacts(t Thumbprint, w WitnessRecord, day Date) *WitnessFacts {
	f := &WitnessFacts{Name: w.Name, Key: w.Key, Print: t, URL: w.URL, From: w.From, Ended: w.Ended, Entry: w.Entry}
	if w.Party != "" {
		f.Party = v.StandsFor(w.Party, v.Size(), day)
	}
	return f
}

// Threshold is how many have to have cosigned a checkpoint: so many distinct keys,
// and among them keys of so many distinct parties.
type Threshold struct {
	Clause  string `json:"clause"`
	Keys    int64  `json:"keys"`
	Parties int64  `json:"parties"`
}

// Cosigned asks the rules at time t whether a checkpoint that these have cosigned,
// or countersigned, has enough of them. The ruling allows it if so; its checks are
// "keys" and "parties", met or not, and its threshold has the numbers. Where the
// agreement asks for no witness there is none of these: one check says so. Witnesses that are not of the ledger's own naming have
// no party.
func (v View) Cosigned(by []WitnessFacts, t Time, rules Rules) (Ruling, error) {
	in := v.question(AskWitnesses, t)
	in.Cosigned = slices.Clone(by)
	if in.Cosigned == nil {
		in.Cosigned = []WitnessFacts{}
	}
	return judge(rules, v.Rules(), in)
}

// CheckpointCountersigned is an officer's word, by a key of their own, that they saw
// the ledger of so many entries with this root: at the end of a meeting, say, whose
// minutes then hold it.
type CheckpointCountersigned struct {
	Size    int64  `json:"size"`
	Root    Digest `json:"root"`
	Meeting string `json:"meeting,omitempty"`
}

// Countersignature is a checkpoint as one person countersigned it for a party.
type Countersignature struct {
	CheckpointCountersigned
	Party  string
	Person string
	Key    Thumbprint
	Time   Time
	Entry  int64
}

func (b *CheckpointCountersigned) shape(s *shape) {
	s.that(b.Size > 0 && b.Size <= MaxInteger, "size", "a checkpoint is of at least one entry")
	s.digest("root", b.Root)
	if b.Meeting != "" {
		s.code("meeting", b.Meeting)
	}
}

func (b *CheckpointCountersigned) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s countersigns the checkpoint of %s with the code %s", n.PartyName(p.Party), counted(int(b.Size), "entry", "entries"), short(b.Root))
	if b.Meeting != "" {
		said += ", as it was shown at " + b.Meeting
	}
	return said
}

// against finds the meeting; that the ledger had this root is held by Check, which
// is given the roots.
func (b *CheckpointCountersigned) against(v View, st *Signed, q *Question, day Date) error {
	p := &st.Payload
	if err := speaks(st); err != nil {
		return err
	}
	if c, ok := v.s.countersigned.get(v.draft, b.key(p)); ok {
		return refuse(CodeConflict, "/payload/body/size", "%s countersigned the checkpoint of %d entries for %s in entry %d", p.Author, b.Size, v.PartyName(p.Party), c.Entry)
	}
	if b.Meeting == "" {
		return nil
	}
	m, err := v.needMeeting(&q.Input, b.Meeting, nil, MeetingCalledStage, MeetingEndedStage)
	if err != nil {
		return err
	}
	if len(m.Countersigned) >= MaxCountersigned {
		return refuse(CodeTooLarge, "/payload/body/meeting", "%d countersignatures of %s are recorded already", len(m.Countersigned), b.Meeting)
	}
	return nil
}

func (b *CheckpointCountersigned) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	c := Countersignature{*b, p.Party, p.Author, q.Signed.Protected.Kid, q.Time, index}
	s.countersigned.set(b.key(p), c)
	if b.Meeting != "" {
		s.meeting(b.Meeting, func(m *MeetingRecord) { m.Countersigned = with(m.Countersigned, c) })
	}
}

// key is under what one person's countersignature for a party stands.
func (b *CheckpointCountersigned) key(p *Payload) string {
	return fmt.Sprintf("%d/%s/%s", b.Size, p.Party, p.Author)
}

// Countersignatures are all of them, in the order in which they came, each under its
// size, party and person.
func (v View) Countersignatures() iter.Seq2[string, Countersignature] {
	return v.s.countersigned.all(v.draft)
}
