package server

import (
	"fmt"

	"concordat/server/api"
	"concordat/server/auth"
)

// homeShow says what this is to whoever comes by without knowing.
func homeShow(s *Server, _ *request, _ *auth.Caller) (answer, error) {
	return text(fmt.Sprintf(`Concordat: the record of %s.

The API is described at %s; the ledger itself is at %s.
To see how things stand, run

  go run ./clients/cmd/concordat status
`, s.founded.Name, api.PathOpenAPI, api.PathLedger)), nil
}

func openAPIShow(*Server, *request, *auth.Caller) (answer, error) {
	return answer{data: api.OpenAPI, kind: api.TypeJSON}, nil
}
