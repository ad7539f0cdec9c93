package server

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// download is the body of an answer that is written while it is taken, so that it begins at
// once and never stands in memory whole. What goes wrong on the way breaks it off, which
// whoever takes it sees: its last part is missing.
type download struct {
	write  func(io.Writer) error
	before func() // each part is sent
	cancel context.CancelFunc

	begin sync.Once
	from  *io.PipeReader
	to    *io.PipeWriter
}

// Read begins the writing.
func (d *download) Read(p []byte) (int, error) {
	d.begin.Do(func() {
		go func() { d.to.CloseWithError(d.write(d.to)) }()
	})
	n, err := d.from.Read(p)
	d.before()
	return n, err
}

// Close ends the writing, whether all was taken or not.
func (d *download) Close() error {
	d.cancel()
	return d.from.Close()
}

// download has an answer written while it is taken.
func (s *Server) download(c *fiber.Ctx, a answer) error {
	ctx, cancel := context.WithTimeout(context.Background(), downloadTime)
	id, _ := c.Locals(idKey{}).(string)
	packs := a.packs && packed(c)
	if c.Method() == fiber.MethodHead { // of a body without a length fasthttp would write the end alone, into the next answer
		cancel()
		c.Response().Header.SetContentLength(-1)
		return nil
	}
	d := &download{cancel: cancel, before: func() {}}
	d.from, d.to = io.Pipe()
	d.write = func(out io.Writer) (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v: %s", p, debug.Stack())
			}
			if err != nil && !errors.Is(err, io.ErrClosedPipe) { // which nobody takes any more
				s.log.Error("a download broke off", "request", id, "cause", err)
			}
		}()
		if !packs {
			return a.write(ctx, out)
		}
		w, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
		if err != nil {
			return err
		}
		return errors.Join(a.write(ctx, w), w.Close())
	}
	if sentBy(c).page == nil { // there is a connection, on which each part has its own time
		conn := c.Context().Conn()
		d.before = func() { conn.SetWriteDeadline(time.Now().Add(writeTime)) } // one that is gone says so when it is written to
	}
	c.Context().SetBodyStream(d, -1)
	return nil
}
