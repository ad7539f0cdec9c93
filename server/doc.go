// Package server is the HTTP API of one ledger.
//
// One table, in routes.go, lists every route.
// One file stands for each noun, or noun and verb. A handler is a function of
// the server, the request and the caller; it knows nothing of the library that
// carries HTTP, which is met in door.go alone. There the request is copied, once,
// because that library reuses its memory; there a panic becomes an answer.
//
// # The law
//
//   - Every reading goes through the journal, so that what has fallen due is
//     recorded before anybody is told how things stand.
//   - Who may use and read what is for the rules that the ledger adopted, in one
//     place (policy/rego/concordat/access): the caller's roles are those of this day,
//     and a token only narrows them. A route that the rules do not list is closed,
//     but for those by which people log in and out, which show nothing of the ledger;
//     and one that answers without having asked them is a fault.
//   - There is one way to write: a signed statement. The signature is what counts,
//     whichever person carries it; a refusal is signed by the log, so that no
//     statement can be dropped without a trace.
//   - Every refusal is a problem (RFC 9457) with one code from the table in package
//     api, one of those that the OpenAPI document has for the operation (x-problems).
//     What was not foreseen is code internal with a reference, and the log has the
//     rest.
//   - Personal texts stand in a file of their own (package texts), which no export, no
//     minutes and no log has.
//   - Nothing secret is logged: no token, no body, no query. Each answer names its
//     request by an id of our own, under which the log has it.
//   - Nothing waits without a bound: who comes when as many wait as may, or more often
//     than one caller or address may, is sent away with 429 and the time to come again.
//   - Who asks is told by a token or, of a browser, by a cookie, and both end with their
//     session (package auth), whether a key opened it or an account at work. With a cookie nothing is done that a page of this server
//     did not send.
//
// Whoever operates it has two probes (probes.go) and metrics (metrics.go), which
// stand on no route: concordatd gives them an address of their own.
//
// The package does not evaluate rules and does not know an agreement's text:
// both are handed in.
//
// # Threat model
//
// What is to be kept: that nobody is made to say what they did not sign; that what is
// recorded stays, in its order, and is found to be changed if it is; that nothing is
// decided but by the rules that the parties adopted; that what is private of a meeting
// is read by those who have a part; that the ledger can be read and written. Each of
// those who might want otherwise is below, with what they can do and what they cannot,
// and by which test that is shown.
//
// An outsider has an address and time.
//   - Can take turns, up to those of an address, and read what the agreement opens.
//   - Cannot write, nor have the log sign anything: server.TestCarriers.
//   - Cannot make a token or a statement out of what has been published against such
//     formats: server/auth.TestTokensRefused, server.TestStatementsForged.
//   - Cannot learn whether a key is known, nor keep its holder out by trying:
//     server.TestLogInTellsNothingOfKeys, server.TestFailedLogInsLockNobodyOut.
//   - Cannot have a browser that is logged in elsewhere do anything: server.TestCookies.
//   - Cannot go on with a program's session by a copy of its secret once its owner comes
//     again, nor without being noticed: server.TestStolenSessions.
//   - Cannot make a key in anybody's name without their invitation, and with it none that
//     counts: server.TestNewPasskeysRefused, server.TestEnrolment, server.FuzzNewPasskey.
//   - Cannot bring the server down with bytes, bodies or connections:
//     server.FuzzRequest, server.FuzzBody, server.TestBodiesAreNotRequests,
//     server.TestTooManyRequests, server.TestConnectionsOfOneAddress.
//   - Cannot read or change what passes between others, where TLS is served; and without
//     it nobody but this machine is: server/cmd/concordatd/daemon.TestTLSOfOldClients,
//     server/cmd/concordatd/daemon.TestListen.
//   - Cannot read what is private of a meeting before its release: server.TestPrivateItem.
//   - Can, with the address of somebody's calendar, read when votes close, when the board
//     meets and what that person's parties have to do by when, and nothing else: server.TestCalendar.
//     The address is in no log: server.TestCalendarInNoLog.
//
// A board member has a key and a seat.
//   - Can say what they like in their own name, and carry what others signed.
//   - Cannot turn another's log-in, token or signature into a statement, or a statement
//     into a second one: server.TestStatementsForged, server.TestMalleableTwin.
//   - Cannot vote for a seat that is not theirs, or after they were recused, or twice:
//     server.TestBadInput, ledger.TestFixedAtOpening.
//   - Cannot end or read another's sessions, or ask so often that others wait:
//     server.TestSessions, server.TestTooManyRequestsOfACaller.
//   - Cannot fill the disk: server.TestPapersAreBounded; nor the room for personal texts:
//     server/texts.TestOnePersonKeepsNobodyOut.
//   - Cannot read another's reason before it is signed, or make it their own:
//     server.TestPersonalText, server.TestTextsRefused.
//
// A party has officers, who give its keys and seats.
//   - Can give its own seats to whom it likes, and revoke their keys at once.
//   - Cannot change what others' votes on an open motion rest on: ledger.TestFixedAtOpening.
//   - Cannot make up a vote on what is open, by one officer alone: server.TestKeyInMidVote.
//   - Cannot have another party's personal text erased: server.TestPersonalText.
//   - Cannot merge others, or escape what it owes by merging: policy.TestMergerBehindTheirBacks,
//     policy.TestMergerEscapesNothing.
//   - Cannot escape by a decision that nobody has ratified:
//     policy.TestNobodyEscapesByWhatIsNotRatified.
//
// The secretary calls meetings and records what is done at them.
//   - Can leave somebody out of what is recorded, until that is denied or corrected.
//   - Cannot make hands that were not shown stand: ledger.TestHandsStand,
//     policy.TestHandDenied; nor minutes with a helper of their own making:
//     policy.TestMinutesByPuppets.
//   - Cannot end an open motion alone: ledger.TestWithdrawal.
//
// The chair presides.
//   - Can rule on points of order, and on interests together with another.
//   - Cannot withdraw an open motion alone, not even their own: ledger.TestWithdrawal;
//     nor move its close but as was fixed when it was opened: ledger.TestExtension.
//
// The host runs this server, and has its disk and the log's key.
//   - Can refuse service; read whatever is not erased; serve a page that asks for another
//     signature than it shows, which a tool that holds its own key does not sign:
//     clients/sdk.TestOnlyTheAgreedSentenceIsSigned; and show two histories until two of
//     their readers or a witness meet.
//   - Cannot put a key of its own in the place of one that somebody made, unless whoever
//     adds it does not ask them for its code; nor have its own scripts, unchanged, sign
//     anything but what their page shows: server.TestEnrolment, server.TestPasskeys,
//     clients/web/passkey.TestBytes.
//   - Cannot drop a statement without a trace: clients/sdk.TestUnsignedRacesAreNotRunAgain,
//     clients/sdk.TestRefusals.
//   - Cannot claim to have recorded what it has not: clients/sdk.TestLyingReceipts.
//   - Cannot show somebody a second history who saw the first, or go back to an old
//     backup: clients/sdk.TestForksAndRollbacks, clients/verify.TestSeen,
//     server.TestDisputedLedger, ledger/journal.TestRollback.
//   - Cannot decide by rules of its own, or put in what does not follow:
//     clients/verify.TestRules, clients/verify.TestHost.
//   - Cannot have a log-in that was made for this ledger stand for another, or another's
//     here: clients/sdk.TestLogInNamesThisLedger.
//
// A thief of the disk has all of a ledger's directory but the log's key, which
// concordatd keeps there: where it was there too, see the thief of that key.
//   - Can read all that this host can.
//   - Cannot read personal text that was erased: server.TestTextsAtStart,
//     server/texts.TestFaults.
//   - Cannot log in as anybody by what is kept of sessions; what tokens are signed with
//     is kept nowhere: server/auth.TestSessionsOutliveTheServer,
//     server.TestTokensEndWithTheProcess.
//   - Cannot change the file unseen: ledger/journal.TestTampering, clients/verify.TestEveryByte.
//   - Cannot serve a copy to those who saw the first without their tools telling:
//     server/cmd/concordatd/daemon.TestCopiedDirectory.
//
// A thief of the log's key can sign checkpoints.
//   - Can show a history of their own to somebody who saw none before.
//   - Cannot make entries that bear no author's signature pass an audit:
//     clients/verify.TestHost; nor make witnesses cosign: clients/verify.TestForgedCosignature.
//   - Cannot go on once the key was changed, which two people agree to:
//     ledger.TestLogKeyChanged.
//
// A thief of a phone has one person's browser, unlocked, and the session in it.
//   - Can read as that person until the session ends: by the person from elsewhere, with
//     the key, twenty hours after its last use, within a week: server.TestSessions,
//     server.TestSessionsOfARevokedKey, server/auth.TestSessionEnds;
//     and no more than the person may at that time: server.TestSessionsOfWhoLeaves.
//   - Can make a new address of that person's calendar, which outlives the session: it ends
//     the person's own, who sees when it was made and ends it in turn.
//   - Cannot state anything: a session is not a signature, and the statement of another
//     that it carries is that other's: server.TestStatementsForged, server.TestCarriers.
//   - Cannot take the session elsewhere by script, nor out of the log:
//     server.TestCookiesOverTLS, server.TestNothingSecretIsLogged.
//   - Cannot make it last by connecting an account of their own, but in the ten minutes
//     after a log-in: after these it takes the person's key anew: server.TestWorkLogInsRefused.
//
// The provider of work accounts says who somebody is at work, where the operator has
// named one; so does a thief of an account there.
//   - Can read as whoever connected that account, carry what others signed, and end that
//     person's sessions, for a day after each log-in: server.TestWorkAccount.
//   - Cannot state anything, make a key or have one invited, nor connect an account:
//     server.TestWorkAccount.
//   - Cannot be anybody who connected none, whatever name, e-mail address or other claim it
//     makes up, nor learn who did: server.TestWorkAccount, server.TestWorkLogInsRefused.
//   - Cannot have what it says to one browser, or to somebody else than this server, taken
//     from another; and nobody else can say it in its place: server.TestWorkLogInsRefused,
//     server.TestWorkLogIn, server.FuzzWorkReturn.
//   - Cannot keep anybody out by being away, nor can who tries its accounts here:
//     server.TestWorkProviderAway, server.TestFailedWorkLogInsLockNobodyOut.
package server
