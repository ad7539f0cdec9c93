// Package policy is the rules engine: OPA in process, judging what is put to it
// by the very bundle that the ledger adopted. It implements ledger.Rules.
//
// # An agreement
//
// An agreement is a folder under mou/. Its name is what Names lists.
//
//	mou.md        the clauses: what the parties agreed, in numbered paragraphs (see Clauses)
//	terms.json    the numbers and forms that the clauses leave to the terms, each with its clause
//	parties.json  the bodies that may sign, their figures, and where each figure comes from
//	mou.rego      only for forms of its own: which rule carries out each term
//	*_test.rego   its worked cases
//
// Under rego/ stands the library that all agreements share: how votes are
// counted, days reckoned, sums shared, authority tested. A path mirrors its
// package, and the tests of a file stand beside it. rego/mou/mou.rego binds each
// term to the rule of the library that carries it out, for every agreement whose
// folder has no mou.rego of its own.
//
// Rules see an input (ledger.Input) and three documents:
//
//	data.terms    terms.json
//	data.parties  parties.json
//	data.clauses  {"4.5": {"title": …, "text": …}, …}, read from mou.md
//
// and the engine asks for one thing, data.concordat.main.ruling, an object in
// the form of ledger.Ruling. Where a bundle has data.concordat.admit.plainly, a
// function of an input, statements are put to that before, many at once: what it
// holds for is allowed, and nothing else is asked of it. Where it has
// data.concordat.admit.plain_voter, a function of who votes from which seat, and
// plain_motion, one of a motion, those are asked before, each once for all votes of which
// that is the same, and a vote that both allow is allowed.
//
// # A new agreement
//
// An hour is enough for an agreement in the library's forms. Start a folder, and
// check it after each step:
//
//	concordat mou new north-west --name north-west
//	concordat mou check north-west
//
// What new makes is in order: a small agreement of three parties with the terms that
// every agreement needs, contributions to a pooled fund, one function and worked
// cases. Curly brackets show what to put in. Terms of meetings, of accounts and of who
// bears what a fund comes to, of a lead or a merger are taken, with their clauses, from
// the agreements under mou/ that have them.
//
//  1. Clauses. Write into mou.md what the parties agreed: headings (## 4. Motions)
//     and clauses (**4.5 Quorum.** and the text, one paragraph each), numbered in
//     order without a gap. A number that has no public source is marked
//     (illustrative) in the clause and in its term. A heading, or the title of a
//     clause, that ends with (background) says that nothing has to carry it out.
//  2. Parties. Put the bodies into parties.json in the order of their codes, with
//     where each code and figure comes from. A figure that was not found is left out.
//  3. Functions. In terms.json list each function and which parties take part.
//  4. Numbers. Go through the other terms. Each has "clause", the number of the
//     clause that it carries out, and "text", the first 16 digits of the SHA-256 of
//     that clause's text: whoever changes a clause has to look at its term again,
//     and at the rules that read it, before the agreement is in order. Check prints
//     what to put, and check --looked puts it there once you have looked. The forms
//     that a term may have stand, each with a description, in
//     schema/terms.schema.json, and in full in the METADATA of the rule of the
//     library that reads it. A route is a term under its own name. Take out first
//     what the agreement has not: its terms, and the types of motion that carry it.
//  5. Worked cases. For each clause that decides something write a case into
//     mou_test.rego whose result you worked out by hand. A case is an input of
//     main.ruling. The facts for tests (rego/concordat/main/main_test.rego) hold a
//     party, a seat, its holder and an officer of any code, the chair, the secretary,
//     a motion, and admission for whatever is put to the ledger; a body and facts for
//     each kind of statement stand in the tests of the package that judges it, those
//     of meetings in rego/concordat/meetings/meetings_test.rego. Where a case fails,
//     the comment of a new mou_test.rego shows how to see what the rules answered.
//     Check shows which clauses no case tries, and which no rule carries out.
//  6. What it comes to. Check tries every set of votes for each kind of motion and
//     says what carries it with the fewest votes for it, what fails with the most,
//     and what can never happen: a quorum nobody makes, a threshold nobody reaches.
//     A surprise there is a fault in the agreement, or in how it was written down.
//
// Where the forms are the library's own, no Rego is needed but the cases. For a form
// of its own an agreement copies rego/mou/mou.rego into its folder and changes the
// copy; a rule there names its term (custom: {term: quorum}) or a clause with the
// hash of its text. A term that the library does not know is taken only if a rule
// of the agreement's own reads it. A form that other agreements may need goes into
// the library, with a test, and into the schema.
//
// Then concordat mou diff says in words what a draft changes, and concordat mou
// replay which past decisions it would have changed. Nothing is adopted that Check
// refuses.
//
// The terms of meetings, each described where it is read (rego/concordat):
//
//	meetings      callers                who calls a meeting, amends its agenda, and     meetings,
//	                                     releases what it took in private                sitting
//	requisition   num, den or count,     how many members ask for one, the chair's time,
//	              chair_days,            and how far ahead it is then called; all that it
//	              within_days            asks for is taken, or may be called for again    meetings
//	agenda        -                      what an agenda lists                            meetings
//	forward_plan  -                      what is to come                                 meetings
//	notice        clear_days, …,         from the call to the day of the meeting, and    calendar,
//	              most_days              at most; what stands is not put off             meetings
//	attendance    -                      who is there, for which seat, at which item     sitting
//	presiding     order                  who presides: chair, vice_chair, seat           sitting
//	actions       closings               what is to be done, and conditions met          sitting
//	minutes       people, roles          who approves them; with hands also somebody who
//	                                     attended for a seat, and all of them with office
//	                                     and key from before the call                    sitting
//	hands         -                      a hand of every seat there and free to vote; they
//	                                     stand by minutes, or when all are confirmed; not
//	                                     while one is denied                             floor
//	amendments    majorities             what carries an amendment                       floor
//	tie           casting                whether whoever presides has a casting vote     floor, voting
//	urgent        roles, clear_days, …   shorter notice between meetings                 motions
//
// The terms of the agreement's own life:
//
//	functions     {…: until}             the last day of a function                      parties
//	leaving       months, not_before_end notice to leave, not before the function ends   parties
//	              contributions          due: owed is what falls due by the day of leaving;
//	                                     by_day: by the days of the year to that day     leaving
//	              tail, survives         what runs on: a risk share and the outturn;
//	                                     commitments, staff                              leaving
//	liability     periods: [from, until, types, with, source, uncertain]
//	                                     who answers for what was done: each, or the
//	                                     body exercising it                              leaving
//	merger        seats, counts          seats one or kept; counts rebase, lapse, keep; it has
//	                                     effect once all that merge state the same       merger, agreement
//	establishment shadow_routes          what bodies that are not established vote on     seats
//	              sign_days              after how many days whoever has not signed is
//	                                     shown as late                                   signing
//	joining       -                      that a body may join, by the word of two        agreement
//	mou_amendment answers_needed         whether all answer a draft before the vote      agreement
//	              signatures             all: what binds waits until all have signed the
//	                                     version in force; each: the others go on        seats
//	gates         gates: {…: title, types, before, by}
//	                                     what comes before opening or effect             gates
//	call_in       by, days, months       who may call a decision in, until when after it, for how
//	                                     long; by the word of two                        agreement
//	disputes      ladders: {…: title, steps: [step, title, days, unit]}
//	                                     the clock of a dispute, one unit to a ladder    dates
//	lapse         days or most_days      a fixed life of a motion, or at most so long    agreement
//	extension     days, when             the later close that a notice may fix           dates
//	review        on                     by when a review is due: shown, no bar          life
//	expiry        on                     the last day on which a vote may begin          life
//	witnesses     keys, parties          how many distinct keys, and of how many distinct
//	                                     parties, cosign a checkpoint                    witnesses
//	register      public_months, kept_years
//	                                     how long after its end an interest is read      reading
//
// The terms of what a pooled fund's year came to, read by settlement (and taper by
// impact, accounts by outturns). Steps are {to, by, part, cap, lift}, taken in order:
//
//	shares.base   recurrent_only, of       what shares by contribution are measured by: opening,
//	                                       revised or paid contributions
//	overspend     steps, by_function       who bears what is over on variable lines: reserve, host,
//	                                       lead, parties; bearer: no risk share; other lines are
//	                                       the host's
//	underspend    steps, by_function,      who gets what is left of them: parties, host, lead, fund;
//	              management, windfall     steps of their own for what management saved and the rest
//	              uses                     non_recurrent: within the year it pays for uses that a
//	                                       motion names, and none that comes back      motions
//	gain          to, by, num, den         a part of what is left that goes first
//	performance   line, measure, num, den  a line released only where a measure fell by so much
//	no_worse_off  figure                   what each gets first of what is returned
//	carry_forward types                    which kinds of host may hold what is kept beyond the year
//	settlement    due_days, stages         when it is paid, and by which outturns
//	accounts      overspend_days           working days in which an overspend is notified
//	risk_share    taper                    the part of a motion's risk share paid in each year
//
// Working days are counted by rego/concordat/holidays, which covers whole years; a
// count that runs beyond them gives no answer, and so a refusal.
//
// An agreement that leaves one out has no statement that rests on it: the rules
// refuse it for want of a fact.
//
// # Forms of deciding
//
// What terms.json can say of votes, quorums, routes and options, with no Rego. Each
// form is described in full in the METADATA of the rule that reads it.
//
//	term                         says                                                       rule
//	functions.ID.parties         who takes part                                             parties.participants
//	seats.each, .by_class        seats of a party, or of each party of a class              seats.allowed
//	seats.replacement            days, most_months: when a new holder or deputy takes over  seats.replacement
//	seats.figure                 the recorded figure that votes weigh                       seats.weighed_by
//	classes.of, .votes           parties by class; always, never or when_given a vote       seats.voters
//	classes.unbound              classes that nothing decided binds, and that need not sign seats.unbound
//	lead.per_associate           action, year, life: what a lead commits of any one other   commitments.requires
//	pool.all_contribute          false: fixed amounts may leave parties out                 money.contributors
//	pool.wte                     the kinds that state their whole-time equivalents          motions
//	pool.kinds                   cash, and in kind staff, premises, goods …; post: a post
//	                             that the host employs for all, whose cost they share       money.contributions
//	shares.by                    equal, fixed, figure, last_year                            money.shares
//	yearly                       last year's recurrent ± changes + inflation − efficiency
//	                             ± planned; a motion's sum is what it comes to              package yearly
//	changes.approvals, .days     each or affected: who approves a change within a year,
//	                             and by when after a quarter it is stated                   package funds
//	virement.by                  decision: money moves from line to line as a motion with
//	                             the part virement says, and no more than that              package funds
//	accounts                     material_by, budget_by, confirm_by, quarter_days,
//	                             outturn_days, overspend_days: the clocks of a fund's year  funds.calendar
//	motions.types.TYPE           routes; majorities, quorum of its own; reserved: true      routes, outcome
//	ROUTE.form, .from, .until    whom it binds and by what, see below; its dates            routes.form, routes.lawful
//	ROUTE.majorities             limbs, all of which must be met                            voting.majorities
//	ROUTE.quorum                 instead of the agreement's own                             outcome.quorum_term
//	ROUTE.silent                 left_out: coordinating goes ahead without who is silent    voting.all_approve
//	quorum                       by, num/den, count or steps, class, among, named, each     quorum.of
//	tie                          by, casting: chair, result, nobody                         voting.tie, voting.tied
//	abstention, absence          counts: neither, against or for (consent by silence)       voting.majorities
//	blocs.of, .majority          parties that settle one position first, and how            voting.majorities
//	options                      method, by, ties, none, alone                              package options
//	recorded_votes.unconfirmed   counts or does_not_count: a vote by telephone that the
//	                             secretary recorded and nobody has confirmed                voting.recorded
//	recusal.rulings, .quorum     who does not vote; whether they are present all the same   outcome.tally
//	all_conflicted               class, quorum of those left, decides (who does instead)    outcome.quorum_term
//	extension.when               not_quorate: votes go on to the close fixed at opening     conclude.ruling
//	merger.counts                keep, rebase or lapse fixed counts when parties merge      merger.fixed_count
//
// A limb of a majority, and what it is in real agreements:
//
//	{"by": "parties", "of": "present_and_voting", "test": "at_least", "num": 3, "den": 4}    9 of 12
//	{"by": "seats", "of": "present_and_voting", "test": "more_than", "num": 1, "den": 2}     SI 2014/864: plain majority
//	{"by": "weight", "of": "not_recused", "test": "at_least", "num": 3, "den": 4}            by population
//	{"class": ["constituent"], …, "num": 2, "den": 3} and {"while": ["non_constituent"], …}   SI 2016/653: dual majority
//	{…, "of": "present_and_voting", "test": "at_least", "num": 1, "den": 1}                  unanimous of those voting
//	{"by": "seats", "test": "count", "count": 8}                                             SI 2017/612: 8 members
//	{"test": "assent", "seats": ["MAYOR"]}                                                   SI 2018/444: not without the Mayor
//	{"test": "consent", "parties": ["00V"]}                                                  not without that party
//	{"test": "consent", "losers": true}                                                      not without each party that loses
//	{"by": "blocs", "of": "all_entitled", "test": "at_least", "num": 2, "den": 3}            two blocs of three
//	{"of": "fixed", "base": 10, …}                                                           of ten, whoever there is today
//
// Count a tie by what the majorities are counted by: otherwise more votes for a
// motion can make a tie and undo it.
//
// How a motion is decided is said by its route, whose form is one of (package routes):
//
//	advisory      majorities; binds nobody
//	in_common     each party by its own committee; binds each by its own decision
//	joint         majorities; binds all, each within its own authority
//	lead          the lead alone; binds all within the limits delegated to it
//	coordinating  all approve; binds those that do
//	statutory     majorities of a body corporate; binds all by force of the statute named
//	              as source: no authority of a party's own, nothing to ratify
//
// A member of no party, such as a chair whom a minister appoints, has a seat of an
// entry of its own in parties.json, whose note says so, in an unbound class. A party
// that takes part in no function is on no roll, and its class is "never" given a vote
// where its seat is not to count among the members who may ask for a meeting.
//
// What no type of motion may carry and no route rests on is left out of terms.json;
// Check names what is wanting:
//
//	pool, shares, payment              where a type may carry a pool
//	lead, duties                       where a type may carry a lead, or a lead decides
//	risk_share, impact, payment        where a type may carry a risk share
//	authority, limits, ratification    where a route is in_common, joint, lead or
//	                                   coordinating, or a type is reserved
//	window                             where nothing is decided by a show of hands; without
//	                                   it the agreement decides at its meetings alone
//
// # The law
//
//   - Undefined never passes. A missing fact denies; rules that give no answer,
//     or one that is no ruling, give an error. Neither is ever a yes.
//   - Whole numbers only. No fraction enters by input, document or rule, and one
//     package of the library divides. Parts are compared by multiplying across.
//   - Only what is allowed can be called: see allow.go. Nothing that a rule can
//     reach tells time, place, host or chance, so that a ruling is the same on
//     any machine, for ever. Time comes with the input.
//   - Everything that a ruling rests on is in the bundle, library and text
//     included, and the bundle is named by one SHA-256: over its manifest, a
//     list of paths and digests that sha256sum -c can check. The parties sign
//     that digest. Nobody chooses the rules afterwards, not even by a new release
//     of this program: what was adopted is what is evaluated.
//   - What was adopted stays fit to judge by. Check is strict, and run before an
//     agreement is adopted; to judge, no more is asked of a bundle than judging
//     needs, so that a later Check never shuts out an older agreement.
//   - What was admitted can be concluded. A motion whose decision could not be
//     worked out to the penny, or would be too long for an entry, is refused when
//     it is moved or opened. Should rules give no ruling all the same, the error
//     wraps ledger.ErrNoRuling: asking again is of no use.
//   - This engine's word need not be taken: Stock gives a bundle, and StockAnswer
//     a ruling, as OPA's own program takes and prints them, byte for byte.
//   - OPA's word counts: what goes onto the ledger it has ruled on, but for statements
//     that are plainly allowed. What its compiler makes of the rules that this program
//     was built with is also run as Go functions, several times as quick as its own
//     search, which tests hold against OPA for every line of the library. Those say what
//     is plainly allowed, answer what is asked beside the ledger, and give the rulings
//     that an audit holds against the ledger's; where they differ, can't do it or fail,
//     OPA is asked. Neither takes over what the other worked out. Any other rules, an
//     agreement's own or an older library's, are OPA's alone.
//   - Out of time is no ruling. Evaluation is bounded, and so is waiting for a bundle
//     to be compiled; what was stopped or is waited for no longer is reported as
//     ErrTimeout.
//
// The package keeps nothing and gathers no facts; it does not know what an
// entry is, nor who may call it.
package policy
