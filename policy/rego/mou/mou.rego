# METADATA
# title: Bindings
# description: |
#   Which rule of the library carries out each term of an agreement. It is part of
#   every agreement whose folder has no mou.rego of its own. Each binding names the
#   term it reads; the term names its clause, and the hash of the clause's text. A
#   binding marked optional is for a term that an agreement may leave out.
package mou

import data.concordat

# METADATA
# title: Participating parties
# description: Each function has its own parties, listed in the terms, as merged and without those that have left.
# custom:
#   term: parties
participants(function) := concordat.parties.participants(function, concordat.parties.fixed_on)

# METADATA
# title: Established and signed
# description: What binds is the signature of an established body.
# custom:
#   term: establishment
signed(party, day) if concordat.seats.signed(party, day)

# METADATA
# title: Who vouches for a key
# description: An officer for the party's own people, the secretary for people without party.
# custom:
#   term: officers
may_vouch(author, party, subject) if concordat.people.may_vouch(author, party, subject)

# METADATA
# title: Roll
# description: Each seat of the parties that vote weighs one, or its party's share of a figure.
# custom:
#   term: seats
roll(codes, parties, route, day) := concordat.seats.one_vote_each(_voters(codes, parties, route, day)) if {
	not data.terms.seats.figure
}

roll(codes, parties, route, day) := concordat.seats.weighed_by(_voters(codes, parties, route, day), data.terms.seats.figure)

_voters(codes, parties, route, day) := concordat.seats.voters(codes, parties, route, day, data.terms)

# METADATA
# title: Holder or deputy
# description: A seat is voted from by its holder or a deputy.
# custom:
#   term: deputies
may_vote_from(person, seat) if concordat.seats.may_vote_from(person, seat)

# METADATA
# title: Movers
# description: Who may move is listed in the terms.
# custom:
#   term: motions
may_move(person) if concordat.people.one_of(person, data.terms.motions.movers)

# METADATA
# title: Notice
# description: Clear days, working days or days in London lie between the notice and the opening.
# custom:
#   term: notice
notice(given, opens) if concordat.calendar.enough_notice(given, opens, data.terms.notice)

# METADATA
# title: Window
# description: The window is counted in periods of twenty-four hours.
# custom:
#   term: window
#   optional: true
window(opens, closes) if concordat.calendar.within_window(opens, closes, data.terms.window)

# METADATA
# title: Quorum
# description: Who must be present for the board to decide anything, by the agreement's term or by a type's or a route's own.
# custom:
#   term: quorum
quorum(term, tally) := concordat.quorum.of(term, tally)

# METADATA
# title: Missing for a quorum
# description: How many more must at least be present; where whoever votes from one seat more may add more than one, 0.
# custom:
#   term: quorum
quorum_missing(term, tally) := concordat.quorum.missing(term, tally)

# METADATA
# title: Votes that stand
# description: A vote may be changed until the close; the holder's own goes before a deputy's.
# custom:
#   term: opening
standing_votes(votes) := concordat.voting.last_stands(votes)

# METADATA
# title: Votes recorded by the secretary
# description: Whether one counts that nobody has confirmed is in the terms.
# custom:
#   term: recorded_votes
#   optional: true
recorded_votes(votes) := concordat.voting.recorded(votes, data.terms.recorded_votes)

# METADATA
# title: Majorities
# description: All that a route's term, or a type's own, lists must be met; types of motion name their routes.
# custom:
#   term: motions
majorities(term, tally) := concordat.voting.majorities(term, tally)

# METADATA
# title: Committees in common
# description: Collective only when every party on the roll has decided the same.
# custom:
#   term: motions
collective(term, tally) := concordat.voting.all_the_same(term, tally)

# METADATA
# title: Approval by all
# description: For a co-ordinating commissioner all approve, and one rejection stops it.
# custom:
#   term: motions
approval(term, tally) := concordat.voting.all_approve(term, tally)

# METADATA
# title: Options
# description: How the votes on a motion with options are counted, where the agreement has a method for it.
# custom:
#   term: options
#   optional: true
rounds(tally, cast) := concordat.options.rounds(data.terms.options, tally, cast)

# METADATA
# title: Abstention and absence
# description: What a party's votes amount to; an abstention is neither for nor against.
# custom:
#   term: abstention
position(choices) := concordat.voting.position(choices)

# METADATA
# title: Ties
# description: What equal votes amount to, and whether whoever presides has a casting vote.
# custom:
#   term: tie
tie(tally) := concordat.voting.tie(data.terms.tie, tally)

# METADATA
# title: Result of a tie
# description: Not carried, or no decision.
# custom:
#   term: tie
tied(tally) := concordat.voting.tied(data.terms.tie, tally)

# METADATA
# title: Ruling on an interest
# description: It takes effect when two people have ruled the same.
# custom:
#   term: interest_rulings
interest_ruling(interest, motion, before) := concordat.interests.by_two(interest, motion, before, data.terms.interest_rulings)

# METADATA
# title: Contributions
# description: Shares by largest remainder, which always add up.
# custom:
#   term: shares
#   optional: true
contributions(motion, participants, parties) := concordat.money.contributions(motion, participants, parties, data.terms)

# METADATA
# title: Settlement
# description: Who bears what a pooled fund's year came to more than was contributed, and who gets what is left.
# custom:
#   term: overspend
#   optional: true
settlement := concordat.settlement.ruling

# METADATA
# title: Risk share
# description: Those that gain repay a fraction of what the others lose, year by year.
# custom:
#   term: risk_share
#   optional: true
risk_share(nets, share) := concordat.impact.payments(nets, share, object.get(data.terms, ["risk_share", "taper"], []))

# METADATA
# title: Authority
# description: One for the function before one for all, and the one given last.
# custom:
#   term: authority
#   optional: true
authority(authorities, matter, _) := concordat.authority.nearest(authorities, matter) if data.terms.authority

# METADATA
# title: Limits
# description: The limit that leaves least room governs.
# custom:
#   term: limits
#   optional: true
within_limits(authority, limit) := concordat.authority.standing(authority, limit) if data.terms.limits

# METADATA
# title: Time to ratify
# description: To the end of the last day in London.
# custom:
#   term: ratification
#   optional: true
ratify_by(time) := concordat.ratify.by(time, data.terms.ratification)

# METADATA
# title: Duties of a lead
# description: The lead owes the duties that the motion lists.
# custom:
#   term: duties
#   optional: true
duties(motion) := concordat.leads.duties(motion, object.get(data.terms, "duties", {}))

# METADATA
# title: Witnesses
# description: How many distinct keys, and of how many distinct parties, a checkpoint needs.
# custom:
#   term: witnesses
#   optional: true
witnessed(cosigned) := concordat.witnesses.enough(data.terms.witnesses, cosigned)

# METADATA
# title: Readers
# description: What each may read is listed in the terms.
# custom:
#   term: reading
reading(resource, author) := concordat.access.by_resource(data.terms.reading, resource, author)

# METADATA
# title: Register of interests
# description: How long after its end an interest is public, and how long it is kept.
# custom:
#   term: register
#   optional: true
reading_of_interest(interest, author) := concordat.access.of_interest(data.terms.register, interest, author, concordat.parties.day)

# METADATA
# title: Private items
# description: Who reads what a meeting takes in private, and until when it is kept from others.
# custom:
#   term: reading
reading_of_item(item, author) := concordat.access.of_item(data.terms.reading, item, author, concordat.parties.day)
