// Package auth is who is asking: the nonce that a log-in signs, the session that a
// log-in opens, and the tokens that a session gives.
//
// A session stands for one log-in, until it is ended, has not been used for twenty
// hours, or is a week old. Whoever holds its secret gets tokens from it without
// signing anew, and with each token another secret; a browser sends the secret itself, in a cookie that no script reads,
// with a token against forged requests that is made of it. A token says which person
// logged in, with which key, to do what and in which roles. It is an EdDSA JWT (RFC
// 7519) for one ledger and one API, good for a quarter of an hour and for no longer
// than its session. A caller asks; an author signs statements, and neither token nor
// session ever stands for a signature. The times here are the world's, whatever
// clock a ledger has.
//
// A session may also be opened by an account that somebody has at work, where the
// operator names its provider (OpenID Connect, code flow with PKCE). Such a log-in says
// who somebody is to their employer; who that is on the ledger they have said
// themself, once, while logged in by their own key since less than ten minutes, and
// then to the provider anew. That is the only way in which an account becomes
// anybody's: no name, no e-mail address and no other claim of a provider's, which
// others can have or change, makes anybody a person of the ledger, and nobody else
// connects an account for them. So whoever rules the provider can read as those who
// connected an account, and as nobody else; the accounts of two people are never
// taken for one another's, an account is one person's at most, and the link ends with
// the key by which it was made. What is kept of it is a hash of issuer and subject. It
// is kept and not recorded: it gives no more than a log-in with the host that keeps it,
// who can read all that anyway, and the account of an employee is nothing for a ledger
// that never forgets. Neither does a session of this kind sign, nor connect another
// account, nor invite anybody to make a key. It lasts a day at most.
//
// An invitation is the way in for somebody who has no key yet, for three days. What is
// made by it counts for nothing until somebody who may has signed for it.
//
// The package knows neither ledger nor how it is asked: whether a key may log in, and
// whether it still stands, is asked of the ledger by whoever uses this.
package auth

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Every bound on log-ins.
const (
	NonceLife = 2 * time.Minute
	TokenLife = 15 * time.Minute

	// A session's: people get at least twenty hours (NHS service manual, give users
	// time to read and act), and log in anew once a week.
	SessionIdle = 20 * time.Hour
	SessionLife = 7 * 24 * time.Hour
	MaxSessions = 32               // of one person: the next ends the one that was unused for longest
	maxSessions = 1 << 14          // of all
	keepUses    = 10 * time.Minute // that a use may be known in memory alone
	secretSize  = 32               // bytes
	familySize  = 16               // bytes of a program's secret that stay, before those that change
	turnTime    = time.Minute      // that a secret is good for after it was exchanged
	nameSize    = 9                // bytes; what a session is called in lists is no secret

	maxFailures = 10               // log-ins that do not hold, of one address or key at once
	failureTime = 10 * time.Second // after which one more may be
	maxTable    = 1 << 14          // addresses, keys or callers that are remembered at once

	// A log-in by a work account: who comes back from its provider later begins again.
	// The session is shorter than another, for whether somebody is staff still is asked
	// at each log-in alone.
	WorkTime   = 10 * time.Minute
	WorkLife   = 24 * time.Hour
	FreshTime  = 10 * time.Minute // since a log-in by a key, in which it may connect an account
	workSkew   = time.Minute      // between the provider's clock and ours
	askTime    = 10 * time.Second // that the provider is awaited
	awayTime   = 5 * time.Second  // that one who does not answer is left alone
	foundTime  = time.Hour        // that what it says of itself is taken for true
	maxAsking  = 16               // for whom it is asked at once
	maxSaid    = 1 << 20          // bytes of an answer
	maxCode    = 4 << 10          // bytes
	maxSubject = 255              // letters (OpenID Connect Core 1.0 section 2)
	maxBinding = 3 << 10          // bytes of a cookie
	maxNext    = 512              // bytes of a path
	maxLinks   = 1 << 14

	maxCalendars = 1 << 14 // people with an address of their calendar
	maxWishes    = 1 << 14 // people who said which messages they want
	MaxDrafting  = 1 << 12 // people who keep drafts
	MaxDrafts    = 20      // of motions, on one person's list

	workBurst = 60 // log-ins of one address that the provider is asked about at once
	workEvery = time.Second

	InvitationLife = 72 * time.Hour
	MaxInvitations = 64      // of one person's making
	maxInvitations = 1 << 12 // of all
	MaxDevices     = 2       // that one invitation gives a key on: the second is for when the first is lost

	maxUsed    = 1 << 16 // nonces used and not yet expired
	maxCached  = 1 << 12 // tokens verified and not yet expired
	maxToken   = 4 << 10 // bytes of a token
	clockSkew  = 0       // issuer and reader are one process
	randomSize = 16
)

// What is wrong with a nonce or a token. A caller need not know more.
var (
	ErrNonce   = errors.New("the nonce is not one of this server's, has been used or has run out")
	ErrToken   = errors.New("the token is not one of this server's, or has run out")
	ErrSession = errors.New("the session has ended")
	ErrStolen  = fmt.Errorf("%w: its secret was used after it had been exchanged", ErrSession)
	ErrBusy    = errors.New("too many log-ins at once")
)

// Caller is who asks, as a token or a cookie says.
type Caller struct {
	Person  string
	Key     string   // thumbprint of the key that logged in
	Session string   // name of the session
	Work    bool     // it was opened by a work account
	Scopes  []string // what the log-in is good for: acts, roles, seats
	Expires time.Time
}

// EveryRole is the scope of a log-in that takes no role or seat from its person.
// What such a log-in does is limited all the same.
const EveryRole = "*"

// Has tells whether the log-in is good for an act, which its scopes name.
func (c *Caller) Has(scope string) bool { return slices.Contains(c.Scopes, scope) }

// HasRole tells whether it is good for a role or seat of the person's.
func (c *Caller) HasRole(scope string) bool { return c.Has(scope) || c.Has(EveryRole) }
