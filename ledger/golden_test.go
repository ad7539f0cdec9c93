package ledger

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// Golden bytes are for ever: this flag writes files that are missing and never
// touches one that is there.
var addGolden = flag.Bool("add-golden", false, "write golden files that are missing")

func golden(t *testing.T, name string, got []byte) []byte {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	want, err := os.ReadFile(path)
	if os.IsNotExist(err) && *addGolden {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return got
	}
	if err != nil {
		t.Fatalf("%v (a new kind? go test ./ledger -add-golden)", err)
	}
	return want
}

func same(t *testing.T, name string, got []byte) {
	t.Helper()
	if want := golden(t, name, got); !bytes.Equal(got, want) {
		t.Errorf("%s: bytes have changed\n got %s\nwant %s", name, got, want)
	}
}

// fileKey is an Ed25519 key from a fixed seed.
func fileKey(seed byte) (ed25519.PrivateKey, Key) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32))
	key, err := PublicKey(KeyFile, private.Public())
	if err != nil {
		panic(err)
	}
	return private, key
}

type sampleNames struct{}

func (sampleNames) PartyName(code string) string {
	return map[string]string{"00V": "NHS Bury CCG", "00W": "NHS Central Manchester CCG"}[code]
}
func (sampleNames) MotionTitle(string) string { return "Stepping Hill as the fourth site" }

func digest(s string) Digest { return DigestOf([]byte(s)) }

func sampleMotion() Motion {
	return Motion{
		Ref: "GM-2015-003", Title: "Stepping Hill as the fourth site", Text: []string{"That Stepping Hill be the fourth single service."},
		Type: TypeBusinessCase, Route: RouteCommitteesInCommon, Function: "acute-surgery",
	}
}

// samples holds one body of every kind, with every optional field in use.
func samples(t *testing.T) map[string]any {
	_, officer := fileKey(2)
	_, member := fileKey(3)
	_, secretary := fileKey(1)
	limit := Limit{Action: 50_000_000, Year: 75_000_000, Life: 150_000_000}
	resolution := Resolution{Ref: "GB-12", On: "2015-03-03", Paper: digest("paper")}
	pool := sampleMotion()
	pool.Type, pool.Route = TypePool, RouteJointCommittee
	pool.Pool = &Pool{Host: "00W", Year: "2015-16", Lines: []PoolLine{
		{What: "Shared reading of scans", Pence: 100_000_000, Kind: "cash", Recurrent: true, Due: "2015-12-01", Share: Share{By: "figure", Figure: "weighted_population"}},
		{What: "Two radiographers", Pence: 9_000_000, Kind: "staff", Basis: "mid-point of the band", Due: "2015-12-01", Share: Share{By: "fixed", Amounts: map[string]int64{"00V": 4_500_000, "00W": 4_500_000}}},
	}}
	pool.Conditions, pool.Papers = []string{"General practice open seven days first"}, []Paper{{"Business case", digest("case")}}
	lead := sampleMotion()
	lead.Type, lead.Route = TypeLead, RouteJointCommittee
	lead.Lead = &Lead{Party: "00W", Limit: limit, Duties: []Duty{{"Report spending against plan", "quarter", "2016-01-31"}}, From: "2015-12-01", Until: "2018-03-31"}
	risk := sampleMotion()
	risk.Type, risk.Route, risk.Options = TypeReconfiguration, RouteJointCommittee, []string{"Two sites", "Three sites"}
	risk.RiskShare, risk.Varies = &RiskShare{Num: 1, Den: 2}, &Varies{"GM-2015-001", "superseded"}
	lines := []ImpactLine{{"00V", "stranded_cost", "2016-17", 31_000_000}, {"00W", "tariff", "2016-17", -12_000_000}}
	traced := Check{"quorum", "4.5", "Quorum", "At least 9 of 12", "3", false, "3 parties are present of 12 on the roll.", []string{FromOpening, FromVotes}}
	check := Check{ID: "quorum", Clause: "4.5", Title: "Quorum", Required: "9 of 12 parties", Actual: "12 parties", Met: true, Explain: "12 of 12 parties are present; 9 are needed; met"}
	term := ObligationTerm{
		Payer: "00V", Payee: "00W", What: "Contribution to the pooled fund", Function: "acute-surgery", Clause: "7.2", Kind: "contribution", In: "staff", Basis: "mid-point of the band",
		Pence: 4_500_000, Recurrent: true, Capital: false, Year: "2015-16", Due: "2015-12-01", Effective: "2015-11-02", Working: "fixed: £45,000.00", Awaits: []string{"00V"},
	}
	proof := ed25519.Sign(privateOf(3), []byte(PossessionInput("example.test/gm-0011223344556677", "bury-member", member)))
	all := map[string]any{
		KindLedgerFounded: Founded{
			Name: "Greater Manchester", Origin: "example.test/gm-0011223344556677", LogKey: "example.test/gm-0011223344556677+00000000+AQ", RPID: "localhost", Origins: []string{"http://localhost:8080"},
			Prefix: "GM", Rules: digest("rules"), Engine: "opa 1.22.2",
			Parties:   []FoundingParty{{Code: "00V", Name: "NHS Bury CCG", Type: "ccg", Note: "a note", Officer: KeyHolder{"bury-officer", officer}}},
			Secretary: KeyHolder{"secretary", secretary}, Example: &Example{Name: "greater-manchester", Offset: 1000},
		},
		KindEngineChanged:                    EngineChanged{"opa 1.22.2"},
		KindMoUAdopted:                       MoUAdopted{1, "Memorandum of understanding", digest("rules")},
		KindMoUSigned:                        MoUSigned{1, digest("rules"), digest("founding"), []string{"GM-2012-001"}},
		KindPartyEstablished:                 PartyEstablished{"00V", "2013-04-01", "with a director in place by June"},
		KindRoleAppointed:                    RoleAppointed{RoleChair, "chair", "2013-04-01", "2016-03-31"},
		KindKeyAdded:                         KeyAdded{"bury-member", member, base64url.EncodeToString(proof), nil},
		KindKeyRevoked:                       KeyRevoked{member.Thumbprint(), "lost", nil},
		KindBoardMemberEnrolled:              BoardMemberEnrolled{"00V-1", "bury-member", "2013-04-10", "2016-03-31", ""},
		"board_member.enrolled (key)":        BoardMemberEnrolled{"00V-1", "central-member", "2013-04-10", "", member.Thumbprint()},
		KindDeputyAppointed:                  DeputyAppointed{"00V-1", "bury-deputy", "2015-06-01", "2015-06-30", nil, nil},
		KindDeputyAppointed + " (authority)": DeputyAppointed{"00V-1", "bury-deputy", "2015-06-01", "2015-06-30", &Clause{"3", "6.4"}, &resolution},
		KindAuthorityGiven:                   AuthorityGiven{"00V-A1", "*", []string{TypePool, TypeReconfiguration}, "decides", Clause{"3", "6.5"}, resolution, limit, limit, "2015-03-03", "2018-03-31", nil},
		KindAuthorityGiven + " (approved)":   AuthorityGiven{"00V-A1", "*", []string{TypePool, TypeReconfiguration}, "decides", Clause{"3", "6.5"}, resolution, limit, limit, "2015-03-03", "2018-03-31", []Approval{{"NHS England", "NE-7", "2015-02-01", ""}, {"the council of members", "CM-3", "2015-02-20", digest("paper")}}},
		KindAuthorityChanged:                 AuthorityChanged{AuthorityGiven{"00V-A1", "*", []string{TypePool}, "recommends", Clause{"4", "6.5"}, resolution, limit, limit, "2015-09-01", "2018-03-31", nil}},
		KindAuthorityEnded:                   AuthorityEnded{"00V-A1", "2015-09-01", resolution},
		KindRoleEnded:                        RoleEnded{RoleOfficer, "bury-officer", "2015-09-01"},
		KindSeatVacated:                      SeatVacated{"00V-1", "bury-member", "2015-09-01"},
		KindVoteRecorded:                     VoteRecorded{"GM-2015-003", digest("opened"), "00V-1", "bury-member", ChoiceFor, "by telephone"},
		KindVoteConfirmed:                    VoteConfirmed{"GM-2015-003", 90, "00V-1", ChoiceFor},
		KindMemberInstructed:                 MemberInstructed{"GM-2015-003", digest("text"), "00V-1", ChoiceAgainst, resolution},
		"board_member.instructed (option)":   MemberInstructed{"GM-2015-003", digest("text"), "00V-1", "Two sites", resolution},
		KindFigureRecorded:                   FigureRecorded{"00V", "weighted_population", 207371, "people", "2013-14", "2013-04-01", "2012-12-18", "NHS England, gateway 00337, Annex A"},
		KindInterestDeclared:                 InterestDeclared{"GM-2015-003", "financial", "2015-06-20", digest("detail")},
		KindInterestRuled:                    InterestRuled{digest("interest"), "GM-2015-003", InterestMaySpeak},
		KindMotionMoved:                      pool,
		KindMotionAmended:                    lead,
		"motion.moved (reconfiguration)":     risk,
		KindNoticeGiven:                      NoticeGiven{Motion: "GM-2015-003", Text: digest("text"), Opens: "2015-07-14T09:00:00.000Z", Closes: "2015-07-15T17:00:00.000Z"},
		KindImpactStated:                     ImpactStated{"GM-2015-003", digest("text"), "outturn of 2014-15", lines},
		KindImpactAgreed:                     ImpactAgreed{"GM-2015-003", digest("impact")},
		KindImpactDisputed:                   ImpactDisputed{"GM-2015-003", digest("impact"), lines[:1], digest("reason")},
		KindMotionOpened: MotionOpened{
			Motion: "GM-2015-003", Title: "Stepping Hill as the fourth site", Text: digest("text"), Notice: digest("notice"), Impact: digest("impact"),
			Options: []string{"Two sites", "Three sites"}, Roll: []RollSeat{{"00V-1", "00V", 1}, {"00W-1", "00W", 196572}},
			Rules: digest("rules"), Closes: "2015-07-15T17:00:00.000Z",
		},
		KindMotionWithdrawn:     MotionWithdrawn{"GM-2015-003", digest("text")},
		KindVoteCast:            VoteCast{Motion: "GM-2015-003", Opened: digest("opened"), Seat: "00V-1", Choice: ChoiceFor, Reason: digest("reason")},
		KindDecisionRatified:    DecisionRatified{"GM-2015-003", resolution},
		KindRatificationRefused: RatificationRefused{"GM-2015-003", resolution},
		KindDecisionVaried:      DecisionVaried{"GM-2015-003", "GM-2015-004", "superseded"},
		KindObligationPaid:      ObligationPaid{Obligation: "GM-2015-006/003", Pence: 4_500_000, On: "2015-12-01"},
		KindObligationReceived:  ObligationReceived{Obligation: "GM-2015-006/003", Pence: 4_500_000, On: "2015-12-01"},
		KindObligationQueried:   ObligationQueried{Obligation: "GM-2015-006/003", Pence: 4_400_000, Reason: digest("reason")},
		KindDecisionMade: DecisionMade{"GM-2015-003", digest("opened"), RouteJointCommittee, OutcomeCarried, true, []Check{check}, []PartyOutcome{{
			Party: "00V", Position: "against", Decided: OutcomeCarried, Bound: BoundOnRatification, Clause: "8.3", Authority: "00V-A1", Chain: "MoU version 1, clause 5.6",
			RatifyBy: "2015-12-14T23:59:59.999Z", Cost: []YearCost{{"2016-17", 4_500_000, 31_000_000}}, Explain: "the loss is above what Bury gave authority for",
		}}, nil, nil},
		"decision.made (traced)": DecisionMade{
			Decision: "GM-2015-003", Opened: digest("opened"), Route: RouteJointCommittee, Outcome: OutcomeNotCarried, Collective: true,
			Checks: []Check{traced}, Parties: []PartyOutcome{}, Counted: []int64{100, 101, 103},
		},
		KindObligationAssumed:  ObligationAssumed{Obligation: "GM-2015-003/001", Decision: "GM-2015-003", ObligationTerm: term},
		KindRatificationLapsed: RatificationLapsed{"GM-2015-003", "00V"},
	}
	maps.Copy(all, agreementSamples())
	maps.Copy(all, meetingSamples())
	maps.Copy(all, fundSamples())
	maps.Copy(all, accountSamples())
	maps.Copy(all, witnessSamples())
	maps.Copy(all, leavingSamples())
	maps.Copy(all, personalSamples())
	maps.Copy(all, keepingSamples())
	return all
}

func privateOf(seed byte) ed25519.PrivateKey { k, _ := fileKey(seed); return k }

func payload(t *testing.T, kind string, body any) Payload {
	t.Helper()
	raw, err := Encode(body)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	p := Payload{V: 1, Ledger: "example.test/gm-0011223344556677", Kind: kind, Author: "bury-member", Party: "00V", Seq: 4, Seen: Seen{0, digest("")}, Body: raw}
	if p.Sentence, err = Sentence(p, sampleNames{}); err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return p
}

func signed(t *testing.T, p Payload) []byte {
	t.Helper()
	private, key := fileKey(3)
	s, err := Draft(key, p)
	if err != nil {
		t.Fatal(err)
	}
	s = s.WithSignature(ed25519.Sign(private, []byte(s.SigningInput())))
	b, err := Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGoldenKinds(t *testing.T) {
	all := samples(t)
	for _, kind := range Kinds() {
		if all[kind] == nil {
			t.Errorf("no sample of %s", kind)
		}
	}
	for name, body := range all {
		kind, _, _ := strings.Cut(name, " ")
		t.Run(name, func(t *testing.T) {
			var entry *Entry
			if derived(kind) {
				raw, err := Encode(body)
				if err != nil {
					t.Fatal(err)
				}
				empty := bodies[kind]()
				if err := Decode(raw, empty); err != nil {
					t.Fatal(err)
				}
				entry = &Entry{V: 1, Time: "2015-07-15T17:00:00.000Z", Ruling: Admission{true, digest("rules")}, Consequence: &Consequence{
					Kind: kind, Due: "2015-07-15T17:00:00.000Z", Ref: "GM-2015-003", Sentence: empty.sentence(Payload{}, sampleNames{}), Body: raw,
				}}
			} else {
				s, err := Parse(signed(t, payload(t, kind, body)))
				if err != nil {
					t.Fatal(err)
				}
				entry = statementEntry("2015-07-15T17:00:00.000Z", s, digest("rules"))
			}
			file := strings.NewReplacer(" ", "-", "(", "", ")", "").Replace(name) + ".json"
			same(t, file, entry.Bytes())
			parsed, err := ParseAll(entry.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(parsed.Entry.Bytes(), entry.Bytes()) || parsed.Kind != kind {
				t.Errorf("%s does not come back as it went", name)
			}
			same(t, strings.TrimSuffix(file, ".json")+".sentence.txt", []byte(parsed.Text+"\n"))
		})
	}
}

// TestGoldenSignatures holds one statement of each signature form, made once:
// ES256 signatures are random, so the signing input is compared and the
// signature on file must still verify.
func TestGoldenSignatures(t *testing.T) {
	site := Site{RPID: "board.example", Origins: []string{"https://board.example"}}
	edPrivate, edKey := fileKey(3)
	ecPrivate, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := PublicKey(KeyFile, &ecPrivate.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	passkey := func(k Key) Key { k.Kind = KeyPasskey; return k }
	assertion := func(s Statement) (*PasskeyHeader, []byte) {
		id, _ := s.ID().Bytes()
		client := []byte(`{"type":"webauthn.get","challenge":"` + base64url.EncodeToString(id) + `","origin":"https://board.example","crossOrigin":false}`)
		rp := sha256.Sum256([]byte(site.RPID))
		auth := append(rp[:], flagUserPresent|flagUserVerified, 0, 0, 0, 9)
		hash := sha256.Sum256(client)
		return &PasskeyHeader{base64url.EncodeToString(auth), base64url.EncodeToString(client)}, append(auth, hash[:]...)
	}
	forms := map[string]struct {
		key  Key
		sign func(*Statement) []byte
	}{
		"EdDSA": {edKey, func(s *Statement) []byte { return ed25519.Sign(edPrivate, []byte(s.SigningInput())) }},
		"ES256": {ecKey, func(s *Statement) []byte {
			sig, err := jwt.SigningMethodES256.Sign(s.SigningInput(), ecPrivate)
			if err != nil {
				t.Fatal(err)
			}
			return sig
		}},
		"webauthn-EdDSA": {passkey(edKey), func(s *Statement) []byte {
			header, bytes := assertion(*s)
			s.Header = header
			return ed25519.Sign(edPrivate, bytes)
		}},
		"webauthn-ES256": {passkey(ecKey), func(s *Statement) []byte {
			header, bytes := assertion(*s)
			s.Header = header
			h := sha256.Sum256(bytes)
			sig, err := ecdsa.SignASN1(rand.Reader, ecPrivate, h[:])
			if err != nil {
				t.Fatal(err)
			}
			return sig
		}},
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			s, err := Draft(form.key, payload(t, KindVoteCast, VoteCast{Motion: "GM-2015-003", Opened: digest("opened"), Seat: "00V-1", Choice: ChoiceFor}))
			if err != nil {
				t.Fatal(err)
			}
			signature := form.sign(&s)
			fresh, err := Encode(s.WithSignature(signature))
			if err != nil {
				t.Fatal(err)
			}
			kept, err := Parse(golden(t, "signature/"+name+".json", fresh))
			if err != nil {
				t.Fatal(err)
			}
			if kept.Statement.SigningInput() != s.SigningInput() {
				t.Errorf("signing input has changed\n got %s\nwant %s", s.SigningInput(), kept.Statement.SigningInput())
			}
			verify := func(st Statement) error { return verifyJWS(&st, kept.Protected, form.key, site) }
			if err := errors.Join(verify(kept.Statement), kept.SignedBy(form.key, site)); err != nil {
				t.Error(err)
			}
			for other, wrong := range forms {
				if other != name && kept.SignedBy(wrong.key, site) == nil {
					t.Errorf("it is by the key of %s too", other)
				}
			}
			if kept.Statement.Header != nil && kept.SignedBy(form.key, Site{RPID: "elsewhere.example", Origins: site.Origins}) == nil {
				t.Error("it is of another site too")
			}
			flips(t, kept.Statement.Signature, func(v string) error { st := kept.Statement; st.Signature = v; return verify(st) })
			flips(t, kept.Statement.Payload, func(v string) error { st := kept.Statement; st.Payload = v; return verify(st) })
			if kept.Statement.Header != nil {
				header := *kept.Statement.Header
				flips(t, header.AuthenticatorData, func(v string) error {
					st := kept.Statement
					st.Header = &PasskeyHeader{v, header.ClientData}
					return verify(st)
				})
				flips(t, header.ClientData, func(v string) error {
					st := kept.Statement
					st.Header = &PasskeyHeader{header.AuthenticatorData, v}
					return verify(st)
				})
			}
		})
	}
}

// flips tries every bit of a base64url field flipped; none may verify.
func flips(t *testing.T, field string, verify func(string) error) {
	t.Helper()
	b, err := decodeBase64(field)
	if err != nil {
		t.Fatal(err)
	}
	for i := range b {
		for bit := range 8 {
			c := bytes.Clone(b)
			c[i] ^= 1 << bit
			if verify(base64url.EncodeToString(c)) == nil {
				t.Fatalf("bit %d of byte %d of %s can be flipped", bit, i, field)
			}
		}
	}
}

func TestGoldenText(t *testing.T) {
	var salt [32]byte
	for i := range salt {
		salt[i] = byte(i)
	}
	d, err := TextDigest(salt, "My practice works with the hospital’s surgeons.")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "text-digest.txt", []byte(string(d)+"\n"+CheckCode(d)+"\n"))
	if _, err := TextDigest(salt, "a\u202eb"); err == nil {
		t.Error("a text that turns its direction is taken")
	}
}

func TestGoldenLogin(t *testing.T) {
	private, key := fileKey(3)
	s, err := DraftLogin(key, Login{V: 1, Ledger: "example.test/gm-0011223344556677", Person: "bury-member", Nonce: "bm9uY2U", Until: "2015-07-15T17:00:00.000Z"})
	if err != nil {
		t.Fatal(err)
	}
	s = s.WithSignature(ed25519.Sign(private, []byte(s.SigningInput())))
	b := mustEncode(s)
	same(t, "login.json", b)
	if _, err := Parse(b); err == nil {
		t.Error("a log-in passes as a statement")
	}
	if _, _, _, err := ParseLogin(signed(t, payload(t, KindEngineChanged, EngineChanged{"opa 1.22.2"}))); err == nil {
		t.Error("a statement passes as a log-in")
	}
	// RFC 7638 section 3.1 computes thumbprints from members in lexicographic order.
	same(t, "thumbprint.txt", []byte(string(key.Thumbprint())+"\n"))
	var jwk map[string]string
	if err := json.Unmarshal(mustEncode(key), &jwk); err != nil || jwk["crv"] != "Ed25519" {
		t.Errorf("a key is no JSON Web Key: %v", err)
	}
}
