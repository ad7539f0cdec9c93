package ledger

import "fmt"

// The founding of a ledger, and the engine that evaluates its rules.

// Founded is the first entry: it fixes what no later statement can change.
// Its author is the secretary, whose key it names.
type Founded struct {
	Name      string          `json:"name"`
	Origin    string          `json:"origin"`
	LogKey    string          `json:"log_key"` // verifier key, c2sp.org/signed-note
	RPID      string          `json:"rp_id"`   // WebAuthn relying party of passkeys
	Origins   []string        `json:"origins"` // web origins that may ask a passkey
	Prefix    string          `json:"prefix"`  // of motion references: GM-2015-003
	Rules     Digest          `json:"rules"`   // the bundle of the first MoU version
	Engine    string          `json:"engine"`  // that evaluates it: "opa 1.22.2"
	Parties   []FoundingParty `json:"parties"`
	Secretary KeyHolder       `json:"secretary"`
	Example   *Example        `json:"example,omitempty"`
}

func (b *Founded) shape(s *shape) {
	s.text("name", b.Name, MaxTitle)
	s.text("origin", b.Origin, MaxTitle)
	s.text("log_key", b.LogKey, 512)
	s.text("rp_id", b.RPID, 253)
	s.list("origins", len(b.Origins), 1, 16)
	s.code("prefix", b.Prefix)
	s.digest("rules", b.Rules)
	s.text("engine", b.Engine, MaxTitle)
	s.list("parties", len(b.Parties), 1, MaxRoll)
	people, keys := map[string]bool{}, map[Thumbprint]bool{}
	holder := func(field string, h KeyHolder) {
		s.code(field+"/person", h.Person)
		s.key(field+"/key", h.Key)
		s.that(!people[h.Person], field+"/person", "%s is named twice", h.Person)
		s.that(!keys[h.Key.Thumbprint()], field+"/key", "one key is given to two people")
		people[h.Person], keys[h.Key.Thumbprint()] = true, true
	}
	for i, p := range b.Parties {
		s.code(fmt.Sprintf("parties/%d/code", i), p.Code)
		s.text(fmt.Sprintf("parties/%d/name", i), p.Name, MaxTitle)
		s.code(fmt.Sprintf("parties/%d/type", i), p.Type)
		holder(fmt.Sprintf("parties/%d/officer", i), p.Officer)
		if i > 0 {
			s.that(b.Parties[i-1].Code < p.Code, "parties", "parties are sorted by code, each once")
		}
	}
	holder("secretary", b.Secretary)
	if b.Example != nil {
		s.code("example/name", b.Example.Name)
	}
}

func (b *Founded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s founds the ledger of %s for %d parties under the rules with code %s", p.Author, b.Name, len(b.Parties), short(b.Rules))
}

func (b *Founded) against(v View, st *Signed, q *Question, day Date) error {

	return nil
}

// FoundingParty is a body that may sign the MoU, and the officer who may sign for it.
type FoundingParty struct {
	Code    string    `json:"code"` // ODS code
	Name    string    `json:"name"`
	Type    string    `json:"type"` // "ccg"
	Note    string    `json:"note,omitempty"`
	Officer KeyHolder `json:"officer"`
}

// KeyHolder is a person and the key that speaks for them.
type KeyHolder struct {
	Person string `json:"person"`
	Key    Key    `json:"key"`
}

// Example marks a ledger whose people, keys and clock are not real. Offset is
// how many milliseconds its clock stood behind the world's when it was founded.
type Example struct {
	Name   string `json:"name"`
	Offset int64  `json:"offset"`
}

// EngineChanged records that another engine evaluates the rules from here on.
type EngineChanged struct {
	Engine string `json:"engine"`
}

func (b *EngineChanged) shape(s *shape) { s.text("engine", b.Engine, MaxTitle) }

func (b *EngineChanged) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that %s evaluates the rules from now on", p.Author, b.Engine)
}

func (b *EngineChanged) against(v View, st *Signed, q *Question, day Date) error {

	if b.Engine == v.Engine() {
		return refuse(CodeConflict, "/payload/body/engine", "%s evaluates the rules already", b.Engine)
	}
	return nil
}

func (b *EngineChanged) apply(s *State, q *Question, index int64) {

	s.draftHead.engine = b.Engine
}

func (b *Founded) apply(s *State, q *Question, index int64) { s.found(q.Signed, b, q.Time) }

func (s *State) found(st *Signed, f *Founded, t Time) {
	s.draftHead.founded, s.draftHead.founding, s.draftHead.engine = f, st.ID, f.Engine
	s.addKey(f.Secretary, "", t, 0)
	s.role(f.Secretary.Person, RoleTerm{Role: RoleSecretary, From: t.Day()})
	for _, p := range f.Parties {
		s.parties.set(p.Code, Party{FoundingParty: p, Officers: []string{p.Officer.Person}})
		s.addKey(p.Officer, p.Code, t, 0)
		s.role(p.Officer.Person, RoleTerm{Role: RoleOfficer, Party: p.Code, From: t.Day()})
	}
}
