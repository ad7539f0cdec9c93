package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"concordat/server/api"
)

// Pages answers for what people look at, which is every path whose first segment no
// route of the API has, and the description of the API. What a page says and does it gets and does through ask, as
// anybody else would, so that it can do nothing that the API can't.
//
// ask takes requests whose context is that of the request for the page: they come
// from where that came from. They bring what the page gives them of its cookie, and
// nothing by themselves.
type Pages func(ask http.RoundTripper) (PageHandler, error)

// PageHandler is all pages. What takes an answer of theirs is a PageWriter.
type PageHandler interface {
	http.Handler

	// Refused is the page of a refusal that comes before any page is asked for. It asks
	// for nothing.
	Refused(*api.Problem) ([]byte, error)
}

// PageWriter takes a page whole, and a file as it is written.
type PageWriter interface {
	http.ResponseWriter

	// Download has write write the answer's body, once ServeHTTP has returned and while
	// it is taken. Requests inside have write's context. Where write gives an error the
	// answer breaks off, and whoever takes it sees that its end is missing.
	Download(write func(ctx context.Context, out io.Writer) error)
}

// looking is one request for a page. What it asks for inside shares its time, and its
// turn as one of its caller's.
type looking struct {
	ctx    context.Context
	turned atomic.Bool
}

// arrivedKey finds in a context, and in a request that is made inside, where it
// comes from.
type arrivedKey struct{}

// inside makes requests of this server without leaving it.
type inside struct{ handle fasthttp.RequestHandler }

// RoundTrip has the answer whole, unless that is a download, and the request's body read,
// when it returns.
func (in *inside) RoundTrip(req *http.Request) (*http.Response, error) {
	arrived, ok := req.Context().Value(arrivedKey{}).(sent)
	if !ok {
		return nil, fmt.Errorf("%s %s was asked for by no page", req.Method, req.URL.Path)
	}
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		if err = errors.Join(err, req.Body.Close()); err != nil {
			return nil, err
		}
	}
	var rc fasthttp.RequestCtx
	rc.Init(&fasthttp.Request{}, nil, nil)
	request := &rc.Request
	request.Header.SetMethod(req.Method)
	request.SetRequestURI(req.URL.RequestURI())
	for name, values := range req.Header {
		for _, v := range values {
			request.Header.Add(name, v)
		}
	}
	request.Header.SetHost(arrived.host)
	if len(body) > 0 {
		request.SetBodyStream(bytes.NewReader(body), len(body))
	}
	rc.SetUserValue(arrivedKey{}, arrived)
	in.handle(&rc)
	res := &http.Response{
		StatusCode: rc.Response.StatusCode(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Request: req,
	}
	res.Status = fmt.Sprintf("%d %s", res.StatusCode, http.StatusText(res.StatusCode))
	rc.Response.Header.VisitAll(func(name, value []byte) { res.Header.Add(string(name), string(value)) })
	if rc.Response.IsBodyStream() {
		res.Body, res.ContentLength = rc.Response.BodyStream().(io.ReadCloser), -1
		return res, nil
	}
	answer := slices.Clone(rc.Response.Body())
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(answer)), int64(len(answer))
	return res, nil
}

// page hands a request to the pages, unless its path belongs to the API, which then
// says itself what is wrong with it.
func (s *Server) page(c *fiber.Ctx) error {
	if !s.ofPage(c) {
		return c.Next()
	}
	c.Locals(routeKey{}, "page")
	from := sentBy(c)
	from.page = &looking{}
	ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), arrivedKey{}, from), requestTime)
	defer cancel()
	from.page.ctx = ctx
	body, _ := c.Locals(bodyKey{}).([]byte)
	target, err := url.ParseRequestURI(string(c.Request().RequestURI()))
	if err != nil {
		return fiber.ErrBadRequest
	}
	req := (&http.Request{
		Method: strings.Clone(c.Method()), URL: target, RequestURI: target.RequestURI(), Host: string(c.Request().Host()), Header: http.Header{},
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}).WithContext(ctx)
	c.Request().Header.VisitAll(func(name, value []byte) { req.Header.Add(string(name), string(value)) })
	w := &pageWriter{header: http.Header{}}
	s.pages.ServeHTTP(w, req)
	for name, values := range w.header {
		if name == fiber.HeaderContentType {
			secureKind(c, values[0])
			continue
		}
		for i, v := range values {
			if i == 0 {
				c.Set(name, v)
			} else {
				c.Response().Header.Add(name, v)
			}
		}
	}
	c.Status(max(w.status, http.StatusOK))
	if w.download == nil {
		return c.Send(w.body.Bytes())
	}
	return s.download(c, answer{packs: w.header.Get(fiber.HeaderContentType) == api.TypeCSV, write: func(ctx context.Context, out io.Writer) error {
		from := from // with time of its own, and the turn that the request for the page had
		from.page = &looking{ctx: ctx}
		from.page.turned.Store(true)
		return w.download(context.WithValue(ctx, arrivedKey{}, from), out)
	}})
}

// ofPage tells whether a request is for a page: it has come through the door, and its
// path is none of the API's, but for the description of it.
func (s *Server) ofPage(c *fiber.Ctx) bool {
	_, arrived := c.Locals(idKey{}).(string)
	path := string(c.Request().URI().Path())
	described := path == api.PathDocs || strings.HasPrefix(path, api.PathDocs+"/")
	return s.pages != nil && arrived && (described || !slices.Contains(s.ownPaths, firstSegment(path)))
}

type pageWriter struct {
	header   http.Header
	status   int
	body     bytes.Buffer
	download func(context.Context, io.Writer) error // in the body's place
}

func (w *pageWriter) Header() http.Header { return w.header }

func (w *pageWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *pageWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *pageWriter) Download(write func(context.Context, io.Writer) error) { w.download = write }

// ownPathsOf are the first segments of the API's paths, which no page has.
func ownPathsOf(routes []route) []string {
	var list []string
	for _, r := range routes {
		if first := firstSegment(r.path); first != "" && !slices.Contains(list, first) {
			list = append(list, first)
		}
	}
	return list
}

func firstSegment(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}
