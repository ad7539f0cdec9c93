package server

import (
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"concordat/ledger"
	"concordat/server/api"
)

// atWork refuses everything while the operator has closed the service for planned work, but
// the probes, which tell how this process does, and what the page that says so is made of.
// What was let in before gets what it asks for inside.
func (s *Server) atWork(c *fiber.Ctx, from sent) error {
	until, path := *s.maintenance.Load(), c.Path()
	left := until.Sub(s.now())
	if left <= 0 || from.page != nil || path == api.PathHealth || path == api.PathReady || strings.HasPrefix(path, "/assets/") {
		return nil
	}
	at := ledger.Time(until.UTC().Format("2006-01-02T15:04:05.000Z"))
	p := api.NewProblem(api.CodeMaintenance, fmt.Sprintf("the service is closed for planned work until %s", at.InWords()))
	p.RetryAfter = int((left + time.Second - 1) / time.Second)
	return p
}
