package cosign

import "time"

// Every bound on what a witness can make this process do.
const (
	maxWitnesses = 64               // of a policy that are asked
	maxAtOnce    = 16               // that are asked at the same time
	maxAnswer    = 16 << 10         // bytes of an answer, and of its headers
	askTime      = 10 * time.Second // for a witness to answer, its second chance included
	roundTime    = 2 * time.Second  // that a round waits for who is late, if the log has grown
	pause        = time.Second      // at least, from the start of one round to that of the next
	firstRetry   = time.Second      // after the first failure; twice as long after each
	lastRetry    = 5 * time.Minute
	policyTime   = time.Hour        // after which a policy is read again, for its dates
	policyRetry  = time.Minute      // and if it could not be read
	aheadTime    = 10 * time.Minute // that a witness's clock may be ahead of this host's
)
