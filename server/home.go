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

func openAPIShow(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := s.may(r, nil); err != nil {
		return answer{}, err
	}
	return answer{data: api.OpenAPI, kind: api.TypeJSON}, nil
}
