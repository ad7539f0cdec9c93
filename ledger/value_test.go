package ledger

import (
	"crypto/ed25519"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the zone rules of the world, to hold ours against
)

func testFile(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join("testdata", "golden", name))
}

// TestDay holds Time.Day against the zone database at every hour from 1996,
// when the present rule began, to 2037.
func TestDay(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for at := time.Date(1996, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2038; at = at.Add(time.Hour) {
		u := Time(at.Format("2006-01-02T15:04:05.000Z"))
		if got, want := u.Day(), Date(at.In(london).Format("2006-01-02")); got != want {
			t.Fatalf("%s is %s in London, not %s", u, want, got)
		}
		clock := at.In(london).Format("3pm")
		switch at.In(london).Hour() {
		case 0:
			clock = "midnight"
		case 12:
			clock = "midday"
		}
		if got, want := u.InWords(), clock+at.In(london).Format(" on 2 January 2006"); got != want {
			t.Fatalf("%s is %s, not %s", u, want, got)
		}
	}
}

func TestTimesAndDates(t *testing.T) {
	for _, good := range []Time{"2015-07-15T17:00:00.000Z", "2016-02-29T23:59:59.999Z"} {
		if err := good.Check(); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []Time{"", "2015-07-15T17:00:00Z", "2015-02-29T17:00:00.000Z", "2015-07-15T24:00:00.000Z", "2015-07-15T17:60:00.000Z", "2015-07-15T17:00:60.000Z", "2015-07-15t17:00:00.000Z", "2015-07-15T17:00:00.000+", "2015-07-15T17:00:00.00aZ", "1899-07-15T17:00:00.000Z"} {
		if bad.Check() == nil {
			t.Errorf("%q is taken as a time", bad)
		}
	}
	for _, bad := range []Date{"", "2015-7-15", "2015-13-01", "2015-00-01", "2015-04-31", "2100-02-29", "2015-01-00", "20150115  "} {
		if bad.Check() == nil {
			t.Errorf("%q is taken as a date", bad)
		}
	}
	for _, c := range []struct {
		v    string
		want bool
	}{{"2015-16", true}, {"1999-00", true}, {"2015-17", false}, {"2015-6", false}, {"2015/16", false}} {
		if isYear(c.v) != c.want {
			t.Errorf("isYear(%q) is not %v", c.v, c.want)
		}
	}
	if got := Time("2015-07-15T16:30:00.000Z").InWords(); got != "5:30pm on 15 July 2015" {
		t.Error(got)
	}
	if got := Date("2015-07-15").InWords(); got != "15 July 2015" {
		t.Error(got)
	}
}

func TestPounds(t *testing.T) {
	for pence, want := range map[int64]string{0: "£0.00", 5: "£0.05", 99999: "£999.99", 100000: "£1,000.00", 123456789: "£1,234,567.89", -31_000_000: "-£310,000.00"} {
		if got := Pounds(pence); got != want {
			t.Errorf("Pounds(%d) = %s, want %s", pence, got, want)
		}
	}
}

func TestCheckCode(t *testing.T) {
	zero := Digest("0000000000000000000000000000000000000000000000000000000000000000")
	ones := Digest("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")
	if CheckCode(zero) != "0000 0000 0000" || CheckCode(ones) != "ZZZZ ZZZZ ZZZZ" {
		t.Errorf("%s, %s", CheckCode(zero), CheckCode(ones))
	}
	if got := CheckCode("0842108421084210" + zero[16:]); got != "1111 1111 1111" {
		t.Error(got)
	}
	for _, bad := range []Digest{"", "00", Digest("AB" + string(zero[2:])), Digest("g" + string(zero[1:]))} {
		if _, err := bad.Bytes(); err == nil {
			t.Errorf("%q is taken as a digest", bad)
		}
	}
}

func TestSameCode(t *testing.T) {
	for told, want := range map[string]bool{"4f7k-2qxm-9rta": true, "4F7K2QXM9RTA": true, "4F7K 2QXM 9RTB": false, "4F7K 2QXM": false, "": false, "4F7K 2QXM 9RTU": false} {
		if SameCode(told, "4F7K 2QXM 9RTA") != want {
			t.Errorf("%q: not %t", told, want)
		}
	}
	for _, told := range []string{"1F0K 2QXM 9RTA", "lfok2qxm9rta", "IFOK-2QXM-9RTA"} {
		if code, ok := ReadCode(told); !ok || code != "1F0K 2QXM 9RTA" {
			t.Errorf("%q is read as %q, %t", told, code, ok)
		}
	}
}

// smallOrder are the eight points of small order of edwards25519, in every
// spelling of at most 255 bits plus sign; the list is that of RFC 7748's and
// Ed25519's literature. Each verifies signatures that nobody made.
var smallOrder = []string{
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
}

func TestKeysThatBelongToNobody(t *testing.T) {
	for _, h := range smallOrder {
		b, err := hex.DecodeString(h)
		if err != nil {
			t.Fatal(err)
		}
		if k, err := PublicKey(KeyFile, ed25519.PublicKey(b)); err == nil {
			t.Errorf("key %s of small order is taken as %s", h, k.Thumbprint())
		}
	}
	_, good := fileKey(9)
	for name, change := range map[string]func(*Key){
		"kind":    func(k *Key) { k.Kind = "paper" },
		"curve":   func(k *Key) { k.Crv = "Ed448" },
		"type":    func(k *Key) { k.Kty = "RSA" },
		"y":       func(k *Key) { k.Y = k.X },
		"length":  func(k *Key) { k.X = k.X[:40] },
		"padding": func(k *Key) { k.X = k.X[:42] + "B" },
		"point":   func(k *Key) { k.Kty, k.Crv, k.Y = "EC", "P-256", k.X },
	} {
		k := good
		change(&k)
		if k.Check() == nil {
			t.Errorf("a key of another %s is taken", name)
		}
	}
}

// TestThumbprint holds the example of RFC 8037 appendix A.3.
func TestThumbprint(t *testing.T) {
	k := Key{Kind: KeyFile, Kty: "OKP", Crv: "Ed25519", X: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
	if got := k.Thumbprint(); got != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" {
		t.Error(got)
	}
}

func TestKindsAreNounPast(t *testing.T) {
	for _, k := range Kinds() {
		if !slices.Contains([]string{"founded", "changed", "adopted", "signed", "established", "appointed", "added", "revoked", "enrolled", "given", "recorded", "declared", "ruled", "moved", "amended", "stated", "agreed", "disputed", "opened", "withdrawn", "cast", "ratified", "refused", "varied", "paid", "received", "queried", "made", "assumed", "lapsed", "drafted", "answered", "joined", "merged", "notified", "ended", "passed", "called_in", "raised", "settled", "escalated", "extended",
			"published", "requisitioned", "called", "noted", "deferred", "put", "divided", "shown", "confirmed", "denied", "set", "closed", "met", "approved",
			"reported", "lifted", "released", "done", "named", "countersigned", "recovered", "replaced", "vacated", "instructed", "erased", "admitted"}, k[indexDot(k)+1:]) {
			t.Errorf("%s is not noun.past", k)
		}
	}
}

func indexDot(s string) int { return slices.Index([]byte(s), '.') }
