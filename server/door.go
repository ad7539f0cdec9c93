package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// open builds the app: the routes, and around them one door.
func (s *Server) open(routes []route) *fiber.App {
	app := fiber.New(fiber.Config{
		AppName: "concordat", DisableStartupMessage: true, StrictRouting: true, CaseSensitive: true,
		BodyLimit: maxBody, StreamRequestBody: true, DisablePreParseMultipartForm: true, ReadBufferSize: maxHeader, Concurrency: maxOpen,
		ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		// What never reaches the door: not HTTP, too slow, too long a header.
		ErrorHandler: func(c *fiber.Ctx, err error) error {
			s.secure(c)
			return s.write(c, s.refuse(c, err))
		},
	})
	// The library answers a method that it does not know before the door.
	known := app.Handler()
	app.Server().Handler = func(rc *fasthttp.RequestCtx) {
		if slices.Contains(fiber.DefaultMethods, string(rc.Method())) {
			known(rc)
			return
		}
		c := app.AcquireCtx(rc)
		defer app.ReleaseCtx(c)
		s.secure(c)
		rc.SetConnectionClose() // a body may follow that nobody reads
		if err := s.write(c, api.NewProblem(api.CodeMethod, "this is no method of HTTP that is known here")); err != nil {
			s.log.Error("fault", "cause", err)
		}
	}
	app.Use(s.door)
	for i := range routes {
		r := &routes[i]
		if s.pages != nil && r.path == "/" {
			continue // people find the way from the first page
		}
		app.Add(r.method, r.path, s.enter(r))
		if r.method == http.MethodGet {
			app.Add(http.MethodHead, r.path, s.enter(r))
		}
	}
	if s.pages != nil {
		app.Use(s.page)
	}
	return app
}

// door stands around every request: its id, headers, one log record, its count, and
// the place that recovers from a panic. The answer to that says nothing of the
// cause.
func (s *Server) door(c *fiber.Ctx) (err error) {
	start := time.Now()
	s.secure(c)
	// The id is ours alone: what a client chose would stand in the log.
	id := rand.Text()
	c.Locals(idKey{}, id)
	c.Set(fiber.HeaderXRequestID, id)
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic", "request", id, "cause", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = s.write(c, fault(id))
		}
		took := time.Since(start)
		route, ok := c.Locals(routeKey{}).(string)
		if !ok {
			route = noRoute
		}
		s.metrics.observe(route, methodOf(c), c.Response().StatusCode(), took)
		bytes := int64(-1) // of a download, which has only begun
		if !c.Response().IsBodyStream() {
			bytes = int64(len(c.Response().Body()))
		}
		s.log.Info("request", "request", id, "method", c.Method(), "path", pathLogged(string(c.Request().URI().Path())), "status", c.Response().StatusCode(),
			"bytes", bytes, "took", took)
	}()
	from, refused := s.arrive(c)
	c.Locals(sentKey{}, from)
	if err = s.takeBody(c); refused != nil {
		err = refused
	}
	if err == nil {
		err = s.atWork(c, from)
	}
	if err == nil {
		err = c.Next()
	}
	if err != nil {
		if gone := (*goneError)(nil); errors.As(err, &gone) {
			cookie := setCookie(cookieName(from.secure), "", 0, from.secure)
			c.Set(cookie[0], cookie[1])
		}
		return s.write(c, s.refuse(c, err))
	}
	return nil
}

// pathLogged is a path without the secret of a calendar's address, also of one that was
// mistyped.
func pathLogged(path string) string {
	feeds := firstSegment(api.PathFeed)
	if strings.EqualFold(firstSegment(path), feeds) {
		return "/" + feeds + "/…"
	}
	return path
}

// What a request carries from one part of the door to another: its body, from
// takeBody to copyRequest; where it comes from; its id; and the path of the route
// that it met.
type (
	bodyKey  struct{}
	sentKey  struct{}
	idKey    struct{}
	routeKey struct{}
)

// methodOf is the request's method, copied, if it is one that some route takes.
func methodOf(c *fiber.Ctx) string {
	switch m := c.Method(); m {
	case http.MethodGet:
		return http.MethodGet
	case http.MethodHead:
		return http.MethodHead
	case http.MethodPost:
		return http.MethodPost
	case http.MethodPut:
		return http.MethodPut
	}
	return noRoute
}

// takeBody copies the body, whoever it is for: what is left unread would be
// taken for the next request on the connection. Of one that is too large the
// rest is read and dropped, so that its sender, who may still be writing, comes
// to read the answer; nobody is waited for beyond that.
func (s *Server) takeBody(c *fiber.Ctx) error {
	stream := c.Request().BodyStream()
	if stream == nil {
		return nil
	}
	limit, done := s.room(c)
	defer done()
	var body bytes.Buffer
	if says := c.Request().Header.ContentLength(); says > 0 { // believed as far as most statements go, whoever says it
		body.Grow(min(says, 4<<10) + bytes.MinRead)
	}
	_, err := body.ReadFrom(io.LimitReader(stream, limit+1))
	if err == nil && int64(body.Len()) <= limit {
		c.Locals(bodyKey{}, body.Bytes())
		return nil
	}
	if err == nil {
		var n int64
		n, err = io.Copy(io.Discard, io.LimitReader(stream, maxDropped))
		if err == nil && n < maxDropped {
			return fiber.ErrRequestEntityTooLarge
		}
	}
	c.Context().SetConnectionClose()
	if err != nil {
		return fiber.ErrBadRequest
	}
	return fiber.ErrRequestEntityTooLarge
}

// room is how long a body this request may have. Papers are longer than
// statements: there is room for one, put by itself or sent with the form of a page, where
// who sends it is logged in and few others do, until done. One that finds no room is too
// large.
func (s *Server) room(c *fiber.Ctx) (limit int64, done func()) {
	none := func() {}
	byPage := c.Method() == http.MethodPost && !strings.HasPrefix(c.Path(), api.Base+"/") && strings.HasPrefix(c.Get(fiber.HeaderContentType), "multipart/form-data")
	if !byPage && (c.Method() != http.MethodPut || !strings.HasPrefix(c.Path(), strings.TrimSuffix(api.PathPut, ":digest"))) {
		return maxBody, none
	}
	if !s.mayPut(c) {
		return maxBody, none
	}
	select {
	case s.papers.reading <- struct{}{}:
		return maxPaper, func() { <-s.papers.reading }
	default:
		return maxBody, none
	}
}

// mayPut tells whether whoever sends a paper seems to be logged in; that they may
// put it is found out once it is here.
func (s *Server) mayPut(c *fiber.Ctx) bool {
	from := sentBy(c)
	if from.authorization != "" {
		_, err := s.byToken(from.authorization)
		return err == nil
	}
	session, err := s.sessions.BySecret(cookieOf(from.cookie, cookieName(from.secure)))
	return err == nil && session.Cookie
}

// sentBy copies what a request brings that may say who asks.
func sentBy(c *fiber.Ctx) sent {
	from, _ := c.Locals(sentKey{}).(sent)
	from.authorization = strings.Clone(c.Get(fiber.HeaderAuthorization))
	from.cookie = strings.Clone(c.Get(fiber.HeaderCookie))
	from.formToken = strings.Clone(c.Get(api.FormHeader))
	from.origin, from.site = strings.Clone(c.Get(fiber.HeaderOrigin)), strings.Clone(c.Get("Sec-Fetch-Site"))
	from.host = string(c.Request().Host())
	return from
}

// enter copies a request, finds who asks, and hands both to the route.
func (s *Server) enter(r *route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(routeKey{}, r.path)
		within, from := context.Background(), sentBy(c)
		if from.page != nil {
			within = from.page.ctx
		}
		ctx, cancel := context.WithTimeout(within, requestTime)
		defer cancel()
		request, err := copyRequest(ctx, r, from, c)
		if err != nil {
			return err
		}
		caller, err := s.caller(request)
		if err != nil {
			return err
		}
		a, err := r.handle(s, request, caller)
		if err != nil {
			return err
		}
		if r.name != "" && !request.asked {
			return fmt.Errorf("%s answered without asking the rules whether it may", r.name)
		}
		return s.send(c, request, a, caller)
	}
}

// copyRequest copies everything that outlives the call into c, because its
// memory serves the next request as well.
func copyRequest(ctx context.Context, route *route, from sent, c *fiber.Ctx) (*request, error) {
	r := &request{
		ctx: ctx, route: route, sent: from, method: strings.Clone(c.Method()), path: string(c.Request().URI().PathOriginal()),
		contentType: strings.Clone(c.Get(fiber.HeaderContentType)), ifNoneMatch: strings.Clone(c.Get(fiber.HeaderIfNoneMatch)),
	}
	r.body, _ = c.Locals(bodyKey{}).([]byte)
	if len(c.Route().Params) > 0 {
		r.params = map[string]string{}
	}
	for _, name := range c.Route().Params {
		v, err := url.PathUnescape(strings.Clone(c.Params(name)))
		if err != nil {
			return nil, malformed(name, "the path is not well escaped")
		}
		r.params[strings.Clone(name)] = v
	}
	if query := c.Request().URI().QueryString(); len(query) > 0 {
		var err error
		if r.query, err = url.ParseQuery(string(query)); err != nil {
			return nil, malformed("query", "the query is not well escaped")
		}
	}
	return r, r.checkQuery()
}

// send writes an answer, or 304 to one who has it already.
func (s *Server) send(c *fiber.Ctx, r *request, a answer, caller *auth.Caller) error {
	for _, h := range a.header {
		c.Set(h[0], h[1])
	}
	who := "public"
	if caller != nil || a.own {
		who = "private"
	}
	switch {
	case a.fixed:
		c.Set(fiber.HeaderCacheControl, fmt.Sprintf("%s, max-age=%d, immutable", who, int(maxAge.Seconds())))
	case a.tag != "":
		c.Set(fiber.HeaderCacheControl, who+", no-cache")
	default:
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	if a.tag != "" {
		tag := `"` + a.tag + `"`
		c.Set(fiber.HeaderETag, tag)
		if matches(r.ifNoneMatch, tag) {
			return c.SendStatus(http.StatusNotModified)
		}
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	c.Status(a.status)
	if a.write != nil {
		secureKind(c, a.kind)
		return s.download(c, a)
	}
	if a.json == nil {
		secureKind(c, a.kind)
		if a.packs {
			if packed(c) {
				return pack(c, a.data)
			}
		}
		return c.Send(a.data)
	}
	return writeJSON(c, api.TypeJSON, a.json)
}

// packed tells whether the answer, which is much shorter when compressed, is to be.
func packed(c *fiber.Ctx) bool {
	c.Append(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	// The first is for who names none.
	if c.AcceptsEncodings("identity", "gzip") != "gzip" {
		return false
	}
	c.Set(fiber.HeaderContentEncoding, "gzip")
	return true
}

// pack writes data as gzip, as fast as that goes: a bundle shrinks to a quarter or
// less even so.
func pack(c *fiber.Ctx, data []byte) error {
	w, err := gzip.NewWriterLevel(c, gzip.BestSpeed)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return errors.Join(err, w.Close())
}

// matches reports whether a list of tags names this one, or any (RFC 9110
// section 13.1.2).
func matches(list, tag string) bool {
	for t := range strings.SplitSeq(list, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

func writeJSON(c *fiber.Ctx, kind string, v any) error {
	c.Response().ResetBody()
	e := json.NewEncoder(c.Response().BodyWriter()) // it writes all at once, or nothing
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	c.Set(fiber.HeaderContentType, kind)
	return nil
}

// refuse turns an error into a problem. What the client could not have known is
// code internal; the cause goes to the log, the request's id to both. So does why
// the ledger takes nothing, which may name files of this host.
func (s *Server) refuse(c *fiber.Ctx, err error) *api.Problem {
	id, ok := c.Locals(idKey{}).(string)
	if !ok { // it never reached the door
		id = rand.Text()
	}
	if p := s.problem(err); p != nil {
		if refused := (*ledger.Error)(nil); errors.As(err, &refused) && p.Status == http.StatusServiceUnavailable {
			s.log.Error("nothing is taken", "request", id, "code", p.Code, "cause", err)
		}
		return p
	}
	var f *fiber.Error
	if errors.As(err, &f) {
		switch f.Code {
		case http.StatusNotFound:
			return api.NewProblem(ledger.CodeNotFound, "there is nothing at this path: see "+api.PathOpenAPI)
		case http.StatusMethodNotAllowed:
			return api.NewProblem(api.CodeMethod, fmt.Sprintf("this path does not take %s", strings.Clone(c.Method())))
		case http.StatusRequestEntityTooLarge:
			return api.NewProblem(ledger.CodeTooLarge, fmt.Sprintf("a body has at most %d bytes, a paper %d: where many send papers at once, send it again in a moment", maxBody, maxPaper))
		case http.StatusRequestHeaderFieldsTooLarge:
			return api.NewProblem(ledger.CodeTooLarge, fmt.Sprintf("request line and headers have at most %d bytes", maxHeader))
		case http.StatusBadRequest, http.StatusRequestTimeout:
			return api.NewProblem(ledger.CodeMalformed, "this is not a whole HTTP request")
		}
	}
	s.log.Error("fault", "request", id, "cause", err)
	return fault(id)
}

// fault is a problem that is the server's own, of a request.
func fault(id string) *api.Problem {
	p := api.NewProblem(api.CodeInternal, "something went wrong here. What has a receipt is safe. Quote the reference to the operator")
	p.Instance = "urn:concordat:fault:" + id
	return p
}

func (s *Server) write(c *fiber.Ctx, p *api.Problem) error {
	s.metrics.problems.WithLabelValues(string(p.Code)).Inc()
	c.Status(p.Status)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Response().Header.Del(fiber.HeaderETag)
	after := max(1, p.RetryAfter)
	switch p.Status {
	case http.StatusUnauthorized:
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="concordat"`)
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(after))
	}
	if s.ofPage(c) {
		page, err := s.refusalPage(p)
		if err == nil {
			secureKind(c, "text/html; charset=utf-8")
			return c.Send(page)
		}
		s.log.Error("the page of a refusal can't be shown", "cause", err)
	}
	return writeJSON(c, api.TypeProblem, p)
}

// refusalPage is the page of a refusal. A panic while it is made is an error like another:
// it is also made where the door has just recovered, above which nothing does.
func (s *Server) refusalPage(p *api.Problem) (page []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v: %s", cause, debug.Stack())
		}
	}()
	return s.pages.Refused(p)
}
