package web

import (
	"net/http"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// page is a struct that embeds a layout and is shown by the template of its name.
type page interface{ base() *layout }

// moved is a page that is elsewhere: the path of another.
type moved string

func (moved) base() *layout { return nil }

// layout is what every page has. A handler sets what is above the line; the rest is
// the visit's.
type layout struct {
	page    string // name of its template
	Title   string // the one h1
	Caption string // above it, such as a motion's reference
	Back    *Link
	Nav     string // path of the navigation's item that this page belongs to
	Errors  []Fault
	code    int // HTTP; 0: 200, or 422 with errors
	Refused *Refused

	Service   string
	Example   *api.Example
	Now       ledger.Time
	Me        *api.Person
	For       string // the party that they act for, after their name
	Items     []NavItem
	FormToken string
	Assets    string
	Ask       *api.Help   // whom people may ring or write to; nil where the operator names nobody
	Viewing   ledger.Time // since when nothing can be recorded
	Disputed  bool        // by a witness, told to those who answer for the ledger or hold it to account
	Recorded  *Link       // what was recorded just before
	Notice    []string    // what became of a form that was sent
	Unsent    []Row       // what was typed into it, where the page has no form for that
	Origin    string
	Address   string // of this page, after the origin: where what is printed can be found again
}

func (l *layout) base() *layout { return l }

func (l *layout) status() int {
	switch {
	case l.code != 0:
		return l.code
	case len(l.Errors) > 0:
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// wrong says what is wrong with a field, by the id of the input that mends it.
func (l *layout) wrong(field, text string) { l.Errors = append(l.Errors, Fault{field, text}) }

// Wrong is what is wrong with a field, for the field itself to say.
func (l *layout) Wrong(field string) string {
	for _, f := range l.Errors {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}

// Fault is one line of the error summary.
type Fault struct{ Field, Text string }

// Refused is a problem in the words that the API and the program concordat have for it.
type Refused struct {
	Code      ledger.Code
	Title, Do string
	Checks    *Checks // of a page that does not show them itself
}

func refusedOf(p *api.Problem) *Refused {
	return &Refused{Code: p.Code, Title: p.Title, Do: api.Meanings[p.Code].Do}
}

// refused has the page tell of a refusal, below all else.
func (l *layout) refused(p *api.Problem) { l.Refused = refusedOf(p) }

// Link is a link.
type Link struct{ Href, Text string }

// NavItem is an item of the navigation.
type NavItem struct {
	Link
	Current bool
}

// navigation is all areas, with whom each is for. At most five are shown to anybody. On a
// telephone only the first few are seen, so that whoever comes for one thing has it first.
var navigation = []struct {
	Link
	to, first func(me *api.Person) bool
}{
	{Link{"/", "Your votes"}, votes, votes},
	{Link{"/secretary", "Secretary"}, officials, nobody},
	{Link{"/motions", "Motions"}, everybody, nobody},
	{Link{"/decisions", "Decisions"}, everybody, nobody},
	{Link{"/parties", "Obligations"}, everybody, signs},
	{Link{"/audit", "Audit"}, audits, audits},
	{Link{"/mou", "The MoU"}, everybody, nobody},
}

const maxNav = 5

func votes(me *api.Person) bool {
	return me != nil && len(me.Seats)+len(me.Deputising) > 0
}

// audits is who reads to hold the board to account.
func audits(me *api.Person) bool {
	return me != nil && slices.ContainsFunc(me.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleAuditor })
}

// signs is who signs for a party, and does not vote for it.
func signs(me *api.Person) bool {
	return me != nil && !votes(me) && slices.ContainsFunc(me.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleOfficer })
}

func everybody(*api.Person) bool { return true }
func nobody(*api.Person) bool    { return false }

// fill sets what is the visit's.
func (l *layout) fill(v *visit) {
	l.Service = v.ledger.Name
	if l.Service == "" {
		l.Service = "Concordat"
	}
	l.Example, l.Now, l.Me, l.FormToken, l.Assets = v.ledger.Example, v.ledger.Time, v.me, v.formToken, v.site.assets.root
	if own := v.ownParties(); len(own) == 1 && own[0] == v.me.Party {
		l.For = v.me.PartyName
	} else if len(own) > 1 {
		l.For = many(len(own), "party", "parties")
	}
	l.Ask, l.Viewing = v.ledger.Help, v.ledger.ViewingSince
	l.Disputed = v.ledger.Witnessing != nil && v.ledger.Witnessing.Disputed && (audits(v.me) || officer(v.me) || officials(v.me))
	l.Recorded = v.recordedNote()
	if v.request != nil && v.request.Method == http.MethodGet { // there is none where the server refuses before a page is asked
		l.Origin, l.Address = v.origin(), v.request.URL.RequestURI()
		if k := keptIn(v.request); k != nil {
			l.Address = k.to
		}
	}
	for _, first := range []bool{true, false} {
		for _, n := range navigation {
			if n.to(v.me) && n.first(v.me) == first {
				l.Items = append(l.Items, NavItem{n.Link, n.Href == l.Nav})
			}
		}
	}
	// Who has lists of motions of their own can do without that of all.
	if len(l.Items) > maxNav {
		l.Items = slices.DeleteFunc(l.Items, func(n NavItem) bool { return n.Href == "/motions" })
	}
	l.Items = l.Items[:min(len(l.Items), maxNav)]
}
