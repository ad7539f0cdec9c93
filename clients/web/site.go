package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"concordat/clients/sdk"
	"concordat/clients/web/outbox"
	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// Config is what the pages work with.
type Config struct {
	// Ask takes requests to the API for the request whose context they have.
	Ask http.RoundTripper

	// Origin is where people find the pages; empty: where the ledger's founding says.
	Origin string

	// Example has the keys of an example's people; nil for a ledger that is none.
	Example Example

	// Post hands messages to the host's mail server; nil where it has none.
	Post *outbox.Post

	// Drafts are which drafts of motions people work on; without it they are in memory alone.
	Drafts *auth.Drafting

	// Log takes what goes wrong here; nil means nowhere.
	Log *slog.Logger
}

// Example is the people of an example whose keys lie beside it, so that a newcomer can
// act as any of them. A server of a real ledger holds nobody's keys.
type Example interface {
	People() ([]string, error)
	Key(person string) (sdk.Key, error)
}

// handler answers a request for a page.
type handler func(v *visit) (page, error)

// route is one page. Whoever is not logged in is asked to be first, unless it is open.
type route struct {
	pattern string // of net/http
	open    bool
	handle  handler
}

// routes is the one table of pages.
var routes = []route{
	{"GET /{$}", false, votesShow},

	{"GET /motions", true, motionsShow},
	{"GET /motions/{motion}", true, motionShow},
	{"GET /motions/{motion}/vote", false, voteShow},
	{"POST /motions/{motion}/vote", false, voteSend},
	{"GET /motions/{motion}/vote/check", false, signShow},
	{"POST /motions/{motion}/vote/check", false, signSend},
	{"GET /motions/{motion}/instruct", false, instruct},
	{"POST /motions/{motion}/instruct", false, stated(instruct)},
	{"GET /motions/{motion}/hand", false, ownHand},
	{"POST /motions/{motion}/hand", false, stated(ownHand)},
	{"GET /motions/{motion}/withdraw", false, withdrawShow},
	{"POST /motions/{motion}/withdraw", false, stated(withdrawSend)},
	{"GET /receipts/{entry}", true, receiptShow},

	{"GET " + api.PagePapers, false, putShow},
	{"POST " + api.PagePapers, false, putSend},
	{"GET /secretary", false, secretaryShow},
	{"GET /motions/{motion}/publish", false, publishShow},
	{"POST /motions/{motion}/publish", false, stated(publishSend)},
	{"GET /plan", true, planShow},
	{"GET /plan/publish", false, planForm},
	{"POST /plan/publish", false, stated(planSend)},
	{"GET /decisions/{decision}/vary", false, varySend},
	{"POST /decisions/{decision}/vary", false, stated(varySend)},
	{"GET /meetings", true, meetingsShow},
	{"GET /meetings/new", false, callShow},
	{"POST /meetings/new", false, stated(callSend)},
	{"GET /meetings/{meeting}", true, meetingShow},
	{"GET /meetings/{meeting}/agenda", false, agendaShow},
	{"POST /meetings/{meeting}/agenda", false, stated(agendaSend)},
	{"GET /meetings/{meeting}/attendance", false, attendanceShow},
	{"POST /meetings/{meeting}/attendance", false, stated(attendanceSend)},
	{"GET /meetings/{meeting}/hands/{motion}", false, handsShow},
	{"POST /meetings/{meeting}/hands/{motion}", false, stated(handsSend)},
	{"GET /meetings/{meeting}/items/{item}/amend", false, amendShow},
	{"POST /meetings/{meeting}/items/{item}/amend", false, stated(amendSend)},
	{"GET /meetings/{meeting}/items/{item}/{what}", false, itemShow},
	{"POST /meetings/{meeting}/items/{item}/{what}", false, stated(itemSend)},
	{"GET /meetings/{meeting}/actions/{action}", true, actionShow},
	{"POST /meetings/{meeting}/actions/{action}", false, stated(actionSend)},
	{"GET /meetings/{meeting}/items/{item}/note", false, noteShow},
	{"POST /meetings/{meeting}/items/{item}/note", false, stated(noteSend)},
	{"GET /meetings/{meeting}/amendments/{amendment}", false, amendmentShow},
	{"POST /meetings/{meeting}/amendments/{amendment}", false, stated(amendmentSend)},
	{"POST /meetings/{meeting}/end", false, stated(endSend)},
	{"GET /meetings/{meeting}/minutes", true, minutesShow},
	{"POST /meetings/{meeting}/minutes", false, stated(approveSend)},
	{"GET /requests", true, requestsShow},
	{"GET /requests/new", false, requestNew},
	{"POST /requests/new", false, stated(requestNew)},
	{"GET /requests/{request}/join", false, requestJoin},
	{"POST /requests/{request}/join", false, stated(requestJoin)},
	{"GET /motions/{motion}/votes", true, consoleShow},
	{"GET /motions/{motion}/votes/record", false, recordShow},
	{"POST /motions/{motion}/votes/record", false, stated(recordSend)},
	{"GET /motions/{motion}/votes/{entry}/confirm", false, confirmSend},
	{"POST /motions/{motion}/votes/{entry}/confirm", false, stated(confirmSend)},
	{"GET /motions/{motion}/interests/{interest}", false, rulingShow},
	{"POST /motions/{motion}/interests/{interest}", false, stated(rulingSend)},
	{"GET /people", false, peopleShow},
	{"GET /people/name", false, nameShow},
	{"POST /people/name", false, stated(nameSend)},
	{"GET /texts", false, textsShow},
	{"GET /texts/{text}", false, textShow},
	{"GET /texts/{text}/erase", false, eraseShow},
	{"POST /texts/{text}/erase", false, stated(eraseSend)},
	{"GET /people/end", false, endingShow("end")},
	{"POST /people/end", false, stated(endingSend("end"))},
	{"GET /people/leave", false, endingShow("leave")},
	{"POST /people/leave", false, stated(endingSend("leave"))},
	{"GET /people/{what}", false, appointShow},
	{"POST /people/{what}", false, stated(appointSend)},
	{"GET /outbox", false, outboxShow},
	{"POST /outbox", false, outboxSend},
	{"GET /outbox/{message}", false, emlFile},
	{"GET /exports", false, exportsShow},
	{"GET /exports/{file}", false, exportFile},
	{"GET /motions/new", false, draftNew},
	{"GET /drafts", false, ownDrafts},
	{"POST /drafts", false, ownDraftRemove},
	{"GET /motions/{motion}/amend", false, amendMotion},
	{"POST /motions/{motion}/amend", false, amendMotion},
	{"GET /motions/{motion}/again", false, moveAgain},
	{"POST /motions/{motion}/again", false, moveAgain},
	{"GET /drafts/{draft}", false, draftShow},
	{"GET /drafts/{draft}/test", false, testShow},
	{"GET /drafts/{draft}/move", false, moveShow},
	{"POST /drafts/{draft}/move", false, moveSend},
	{"GET /drafts/{draft}/{task}", false, taskShow},
	{"POST /drafts/{draft}/{task}", false, taskSend},

	{"GET /decisions", true, decisionsShow},
	{"GET /decisions/{decision}", true, decisionShow},

	{"GET /decisions/{decision}/ratify", false, ratify},
	{"POST /decisions/{decision}/ratify", false, stated(ratify)},
	{"GET /decisions/{decision}/call-in", false, callIn},
	{"POST /decisions/{decision}/call-in", false, stated(callIn)},
	{"GET /decisions/{decision}/conditions/{condition}", false, conditionShow},
	{"POST /decisions/{decision}/conditions/{condition}", false, stated(conditionSend)},
	{"GET /decisions/{decision}/evidence", true, evidenceShow},
	{"GET /decisions/{decision}/evidence.zip", true, evidenceFile},
	{"GET /decisions/{decision}/dispute", false, disputeDecision},
	{"POST /decisions/{decision}/dispute", false, stated(disputeDecision)},
	{"GET /obligations/{decision}/{number}/dispute", false, disputeObligation},
	{"POST /obligations/{decision}/{number}/dispute", false, stated(disputeObligation)},
	{"GET /disputes/{dispute}", true, disputeShow},
	{"GET /disputes/{dispute}/settle", false, disputeSettle},
	{"POST /disputes/{dispute}/settle", false, stated(disputeSettle)},
	{"GET /decisions/{decision}/published", false, publishedShow},
	{"POST /decisions/{decision}/published", false, stated(publishedSend)},
	{"GET /verify", true, verifyShow},
	{"GET /verify/verify.html", true, verifyFile},
	{"GET /audit", true, auditShow},
	{"GET /audit/register.csv", true, registerFile},
	{"GET /audit/register.xlsx", true, registerFile},
	{"GET /audit/sample", true, sampleShow},
	{"GET /audit/sample.csv", true, sampleFile},
	{"GET /audit/sample.xlsx", true, sampleFile},
	{"GET /ledger", true, entriesShow},
	{"GET /ledger/{entry}", true, entryShow},
	{"GET /checkpoints", true, checkpointsShow},
	{"GET " + countersignPath, false, countersign},
	{"POST " + countersignPath, false, stated(countersign)},
	{"GET " + witnessNamePath, false, witnessName},
	{"POST " + witnessNamePath, false, stated(witnessName)},
	{"GET " + witnessEndPath, false, witnessEnd},
	{"POST " + witnessEndPath, false, stated(witnessEnd)},
	{"GET /check", true, checkShow},
	{"GET /search", true, searchShow},
	{"GET /motions/{motion}/history", true, historyShow},
	{"GET /motions/{motion}/papers", true, papersShow},
	{"GET /motions/{motion}/papers/{paper}", true, paperShow},

	{"GET /parties", true, partiesShow},
	{"GET " + joinPath, false, partyJoin},
	{"POST " + joinPath, false, stated(partyJoin)},
	{"GET /parties/{party}", true, partyShow},
	{"GET /parties/{party}/establish", false, establish},
	{"POST /parties/{party}/establish", false, stated(establish)},
	{"GET /parties/{party}/authority", false, authorityShow},
	{"POST /parties/{party}/authority", false, stated(authoritySend)},
	{"GET /parties/{party}/authority/{authority}/change", false, authorityShow},
	{"POST /parties/{party}/authority/{authority}/change", false, stated(authoritySend)},
	{"GET /parties/{party}/authority/{authority}/end", false, authorityEndShow},
	{"POST /parties/{party}/authority/{authority}/end", false, stated(authorityEndSend)},
	{"GET /parties/{party}/leave", false, leave},
	{"POST /parties/{party}/leave", false, stated(leave)},
	{"GET /parties/{party}/leave/withdraw", false, leaveWithdraw},
	{"POST /parties/{party}/leave/withdraw", false, stated(leaveWithdraw)},
	{"GET /parties/{party}/figure", false, figureShow},
	{"POST /parties/{party}/figure", false, stated(figureSend)},
	{"GET /motions/{motion}/gates/{gate}", false, gateShow},
	{"POST /motions/{motion}/gates/{gate}", false, stated(gateSend)},
	{"GET /parties/{party}/commit", false, commitShow},
	{"POST /parties/{party}/commit", false, stated(commitSend)},
	{"GET /parties/{party}/obligations", true, obligationsShow},
	{"GET /parties/{party}/changes", true, changesShow},
	{"GET /parties/{party}/statement", true, accountShow},
	{"GET /obligations/{decision}/{number}", true, obligationShow},
	{"GET /obligations/{decision}/{number}/{what}", false, sayShow},
	{"POST /obligations/{decision}/{number}/{what}", false, stated(saySend)},
	{"GET /parties/{party}/balances", true, balancesShow},
	{"GET /parties/{party}/balances/{with}", true, balanceShow},
	{"POST /parties/{party}/balances/{with}", false, stated(balanceSend)},
	{"GET /motions/{motion}/impact/state", false, impactStating},
	{"POST /motions/{motion}/impact/state", false, stated(impactStating)},
	{"GET /motions/{motion}/impact", true, impactShow},
	{"POST /motions/{motion}/impact", false, stated(impactSend)},
	{"GET /funds", true, fundsShow},
	{"GET /funds/{fund}/{year}", true, fundShow},
	{"GET /funds/{fund}/{year}/{what}", false, fundStateShow},
	{"POST /funds/{fund}/{year}/{what}", false, stated(fundStateSend)},
	{"GET /what-if", true, whatIfShow},

	{"GET /mou", true, mousShow},
	{"GET /mou/compare", true, compareShow},
	{"GET /mou/drafts", true, mouDraftsShow},
	{"GET " + api.PageDraft, false, mouDraftNew},
	{"POST " + api.PageDraft, false, stated(mouDraftNew)},
	{"GET /mou/{version}", true, mouShow},
	{"GET /mou/{version}/sign", false, mouSign},
	{"POST /mou/{version}/sign", false, stated(mouSign)},
	{"GET /mou/{version}/drafts/{draft}", true, mouDraftShow},
	{"GET /mou/{version}/drafts/{draft}/move", false, mouMove},
	{"POST /mou/{version}/drafts/{draft}/move", false, mouMove},
	{"GET /mou/{version}/drafts/{draft}/answer", false, mouAnswer},
	{"POST /mou/{version}/drafts/{draft}/answer", false, stated(mouAnswer)},
	{"GET /mou/{version}/rules/{clause}", true, clauseShow},

	{"GET /interests", true, registerShow},
	{"GET /account", false, ownShow},
	{"GET /account/interests", false, interestsShow},
	{"POST /account/interests", false, stated(interestsSend)},
	{"GET /account/interests/{interest}/end", false, interestEnd},
	{"POST /account/interests/{interest}/end", false, stated(interestEnd)},
	{"GET /account/deputy", false, deputyShow},
	{"POST /account/deputy", false, stated(deputySend)},

	{"GET /account/notifications", false, notificationsShow},
	{"POST /account/notifications", false, notificationsSend},
	{"GET /account/calendar", false, calendarShow},
	{"POST /account/calendar", false, calendarSend},

	{"GET /enrol", true, enrolShow},
	{"GET /passkeys", false, passkeysShow},
	{"POST /passkeys", false, passkeysSend},
	{"GET /passkeys/add", false, passkeyAddShow},
	{"POST /passkeys/add", false, passkeyAddSend},
	{"GET /passkeys/end", false, passkeyEndShow},
	{"POST /passkeys/end", false, stated(passkeyEndSend)},

	{"GET /log-in", true, logInShow},
	{"POST /log-in", true, logInSend},
	{"GET /log-in/work-account", true, workStart},
	{"GET " + api.PageWorkReturn, true, workReturn},
	{"GET /passkeys/admit", false, admitShow},
	{"POST /passkeys/admit", false, stated(admitSend)},
	{"GET /passkeys/work", false, workShow},
	{"POST /passkeys/work", false, workSend},
	{"GET /help", true, helpShow},
	{"GET /help/what-is-proved", true, provedShow},
	{"GET /help/if-a-check-fails", true, failuresShow},
	{"GET " + api.PathDocs, true, apiShow},
	{"GET " + api.PathDocs + "/{name}", true, apiPartShow},
	{"GET /accessibility", true, accessibilityShow},
}

// Site is all pages. It is an http.Handler.
type Site struct {
	Config
	assets    *assets
	templates map[string]*template.Template // by the page's name
	previews  previews
	mux       *http.ServeMux
	papers    sync.Map // by digest, the paperFacts of those that were listed
}

//go:embed *.html
var templateFiles embed.FS

// New makes the pages.
func New(c Config) (*Site, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Site{Config: c, templates: map[string]*template.Template{}, mux: http.NewServeMux()}
	var err error
	if s.Drafts == nil {
		if s.Drafts, err = auth.OpenDrafting(""); err != nil {
			return nil, err
		}
	}
	if s.assets, err = newAssets(); err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	if err := s.parse(); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	s.mux.Handle("GET /assets/", s.assets)
	for _, r := range routes {
		s.mux.HandleFunc(r.pattern, func(w http.ResponseWriter, q *http.Request) { s.enter(r, s.visit, w, q) })
	}
	s.mux.HandleFunc("POST /log-out", func(w http.ResponseWriter, q *http.Request) {
		s.enter(route{open: true, handle: logOutSend}, s.leaving, w, q)
	})
	s.mux.HandleFunc("/", func(w http.ResponseWriter, q *http.Request) {
		s.enter(route{open: true, handle: nowhere}, s.visit, w, q)
	})
	return s, nil
}

// parse makes one template of each page's file, with the layout and the components.
func (s *Site) parse() error {
	shared, err := template.New("").Funcs(functions).ParseFS(templateFiles, "layout.html", "component.html", "signing.html")
	if err != nil {
		return err
	}
	files, err := templateFiles.ReadDir(".")
	if err != nil {
		return err
	}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".html")
		if name == "layout" || name == "component" || name == "signing" {
			continue
		}
		t, err := shared.Clone()
		if err != nil {
			return err
		}
		if s.templates[name], err = t.ParseFS(templateFiles, f.Name()); err != nil {
			return err
		}
	}
	return nil
}

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// enter is the door around every page: who looks at it, which begin finds, what goes
// wrong, and the one place that writes.
func (s *Site) enter(rt route, begin func(*http.Request) (*visit, error), w http.ResponseWriter, r *http.Request) {
	v, err := begin(r)
	var p page
	switch {
	case err != nil:
	case v.me == nil && !rt.open:
		err = api.NewProblem(ledger.CodeLogIn, "log in to see this page")
	default:
		p, err = rt.handle(v)
	}
	if err != nil {
		shown := v.problem(err)
		p = shown
		// Whoever may be let in by logging in is asked to.
		if instead, wrong := v.unsent(shown, rt.open && r.URL.Path != "/log-in"); wrong != nil {
			p = v.problem(wrong)
		} else if instead != nil {
			p = instead
		}
		if code := shown.reason; v.me == nil && !rt.open && r.Method == http.MethodGet && (code == ledger.CodeLogIn || code == ledger.CodeNotAllowed) {
			p = moved("/log-in?" + url.Values{"next": {r.URL.RequestURI()}}.Encode())
		}
	}
	if k := keptIn(r); k != nil {
		p = k.taken(v, p)
	}
	h := w.Header()
	for _, cookie := range slices.Concat(v.taken.cookies, v.ownCookies) {
		h.Add("Set-Cookie", cookie)
	}
	h.Set("Cache-Control", "no-store")
	// A browser that tells this server nothing of where a form stands does not say either
	// that it is a page of this server's, and the form would be refused.
	h.Set("Referrer-Policy", "same-origin")
	if to, ok := p.(moved); ok {
		h.Set("Location", string(to))
		w.WriteHeader(http.StatusSeeOther)
		return
	}
	if k, ok := p.(*kept); ok {
		s.again(w, r, k, v.taken.cookies)
		return
	}
	if f, ok := p.(*file); ok {
		h.Set("Content-Type", f.kind)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.name}))
		if f.write != nil {
			w.(downloads).Download(f.write)
			return
		}
		w.Write(f.data)
		return
	}
	data, err := s.render(v, p)
	if err != nil {
		s.Log.Error("a page can't be shown", "path", r.URL.Path, "cause", err)
		http.Error(w, "Sorry, there is a problem with the service. What has a receipt is safe.", http.StatusInternalServerError)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	if shown, ok := p.(*problemPage); ok && shown.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(shown.retry))
	}
	w.WriteHeader(p.base().status())
	w.Write(data)
}

// render shows a page whole or not at all.
func (s *Site) render(v *visit, p page) ([]byte, error) {
	t, ok := s.templates[p.base().page]
	if !ok {
		return nil, fmt.Errorf("there is no template %q", p.base().page)
	}
	p.base().fill(v)
	var b bytes.Buffer
	err := t.ExecuteTemplate(&b, "layout", p)
	return b.Bytes(), err
}

// nowhere answers for a path that no page has.
func nowhere(v *visit) (page, error) {
	return nil, api.NewProblem(ledger.CodeNotFound, "there is no page at "+v.request.URL.Path)
}

// ownPath is where a form says to go when it is done, if that is a path of this server.
func ownPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || path.Clean(u.Path) != u.Path && path.Clean(u.Path)+"/" != u.Path || strings.ContainsAny(to, "\\\r\n") {
		return "/"
	}
	return u.RequestURI()
}

func problemOf(err error) *api.Problem {
	p := (*api.Problem)(nil)
	errors.As(err, &p)
	return p
}
