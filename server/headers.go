package server

import (
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"concordat/server/api"
)

// What a browser may do with what it gets. An answer of the API is shown by none, so
// nothing at all; a page has its own script, styles and pictures from here and one
// script within itself, which says that scripts run and is the same on every page of
// the NHS design system, so that its hash can stand here.
const (
	nothingAllowed = "default-src 'none'; frame-ancestors 'none'"
	pageAllowed    = "default-src 'none'; script-src 'self' 'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"

	// Passkeys alone, of all that a page could ask a device for.
	permissions = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)"
)

// everywhere are the headers of every answer, in the spelling that the library gives
// names, so that it need not do so for each answer.
var everywhere = [][2][]byte{
	{[]byte(fiber.HeaderXContentTypeOptions), []byte("nosniff")},
	{[]byte(fiber.HeaderContentSecurityPolicy), []byte(nothingAllowed)},
	{[]byte(fiber.HeaderXFrameOptions), []byte("DENY")},
	{[]byte(fiber.HeaderReferrerPolicy), []byte("no-referrer")},
	{[]byte("Permissions-Policy"), []byte(permissions)},
	{[]byte("Cross-Origin-Opener-Policy"), []byte("same-origin")},
	{[]byte("Cross-Origin-Resource-Policy"), []byte("same-origin")},
	{[]byte(fiber.HeaderVary), []byte(fiber.HeaderAuthorization + ", " + fiber.HeaderCookie)},
}

// secure sets the headers of every answer, before anything else is done.
func (s *Server) secure(c *fiber.Ctx) {
	for _, h := range everywhere {
		c.Response().Header.SetCanonical(h[0], h[1])
	}
	if s.overTLS(c) {
		c.Set(fiber.HeaderStrictTransportSecurity, fmt.Sprintf("max-age=%d", int(maxStrict.Seconds())))
	}
	if e := s.founded.Example; e != nil {
		c.Set(api.ExampleHeader, e.Name+"; clock of the example, not the world's")
	}
}

// secureKind sets what depends on what the answer is.
func secureKind(c *fiber.Ctx, kind string) {
	if strings.HasPrefix(kind, "text/html") {
		c.Set(fiber.HeaderContentSecurityPolicy, pageAllowed)
		// With no-referrer a page's own forms would come from an origin "null" (Fetch
		// Standard section 3.2). Other sites are told nothing either way.
		c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	}
	c.Set(fiber.HeaderContentType, kind)
}
