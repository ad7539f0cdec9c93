# METADATA
# title: Greater Manchester
# description: |
#   Which rule of the library each clause of the agreement uses. Numbers and lists
#   stand in the terms; the clause's wording stands beside each rule by its hash.
package mou

import data.concordat

# METADATA
# title: Participating parties
# description: Each function has its own parties, listed in the terms.
# custom:
#   clause: "2.1"
#   text: "a8681987b8d1f85e"
participants(function) := concordat.seats.participants(data.terms.functions, function)

# METADATA
# title: Established and signed
# description: What binds is the signature of an established body.
# custom:
#   clause: "2.2"
#   text: "5a0be9616ce018fe"
signed(party, day) if concordat.seats.signed(party, day)

# METADATA
# title: Who vouches for a key
# description: An officer for the party's own people, the secretary for people without party.
# custom:
#   clause: "2.3"
#   text: "b15f425bdc85aaa9"
may_vouch(author, party, subject) if concordat.people.may_vouch(author, party, subject)

# METADATA
# title: Roll
# description: Each seat of the parties that vote weighs one.
# custom:
#   clause: "3.1"
#   text: "280b3a1166d3b0bf"
roll(codes, parties, route, day) := concordat.seats.one_vote_each(concordat.seats.voters(codes, parties, route, day, data.terms))

# METADATA
# title: Holder or deputy
# description: A seat is voted from by its holder or a deputy.
# custom:
#   clause: "3.2"
#   text: "967ba463257593b0"
may_vote_from(person, seat) if concordat.seats.may_vote_from(person, seat)

# METADATA
# title: Movers
# description: Who may move is listed in the terms.
# custom:
#   clause: "4.1"
#   text: "da0c0acacfb95781"
may_move(person) if concordat.people.one_of(person, data.terms.motions.movers)

# METADATA
# title: Notice
# description: Clear days in London lie between the notice and the opening.
# custom:
#   clause: "4.3"
#   text: "65fe3031adb3e0da"
notice(given, opens) if concordat.calendar.at_least_clear_days(given, opens, data.terms.notice)

# METADATA
# title: Window
# description: The window is counted in periods of twenty-four hours.
# custom:
#   clause: "4.4"
#   text: "8bac005b7fa1b77a"
window(opens, closes) if concordat.calendar.within_window(opens, closes, data.terms.window)

# METADATA
# title: Quorum
# description: Distinct parties present, as a fraction of those on the roll.
# custom:
#   clause: "4.5"
#   text: "db6edd7894abeb80"
quorum(tally) := concordat.quorum.by_parties(data.terms.quorum, tally)

# METADATA
# title: Votes that stand
# description: A vote may be changed until the close; the holder's own goes before a deputy's.
# custom:
#   clause: "4.6"
#   text: "aa4f273586f3e8f0"
standing_votes(votes) := concordat.voting.last_stands(votes)

# METADATA
# title: Advice
# description: More votes for than against.
# custom:
#   clause: "5.1"
#   text: "d9debd4e1e3129e3"
advisory(tally) := concordat.voting.majorities(data.terms.advisory, tally)

# METADATA
# title: Committees in common
# description: Collective only when every party on the roll has decided the same.
# custom:
#   clause: "5.2"
#   text: "0d1cff0bd33e56e7"
committees_in_common(tally) := concordat.voting.all_the_same(data.terms.committees_in_common, tally)

# METADATA
# title: Joint committee
# description: The majorities that the terms list, all of which must be met.
# custom:
#   clause: "5.3"
#   text: "6cabc5857f785c23"
joint_committee(tally) := concordat.voting.majorities(data.terms.joint_committee, tally)

# METADATA
# title: Abstention and absence
# description: What a party's votes amount to; an abstention is neither for nor against.
# custom:
#   clause: "5.4"
#   text: "e788b95b558497dc"
position(choices) := concordat.voting.position(choices)

# METADATA
# title: Ties
# description: A tie is not carried, and nobody has a casting vote.
# custom:
#   clause: "5.5"
#   text: "d897a9866702c1ed"
tie(tally) := concordat.voting.tie_fails(data.terms.tie, tally)

# METADATA
# title: Ruling on an interest
# description: It takes effect when two people have ruled the same.
# custom:
#   clause: "6.2"
#   text: "85a44bf2cf4c98b9"
interest_ruling(interest, motion, before) := concordat.interests.by_two(interest, motion, before, data.terms.interest_rulings)

# METADATA
# title: Contributions
# description: Shares by largest remainder, which always add up.
# custom:
#   clause: "7.2"
#   text: "1fa3455b4ae83cc7"
contributions(motion, participants, parties) := concordat.money.contributions(motion, participants, parties, data.terms)

# METADATA
# title: Risk share
# description: Those that gain repay a fraction of what the others lose, year by year.
# custom:
#   clause: "7.4"
#   text: "fa5571c2b353df72"
risk_share(nets, share) := concordat.impact.payments(nets, share)

# METADATA
# title: Authority
# description: One for the function before one for all, and the one given last.
# custom:
#   clause: "8.1"
#   text: "4ef16a3428179066"
authority(authorities, matter, _) := concordat.authority.nearest(authorities, matter)

# METADATA
# title: Limits
# description: The limit that leaves least room governs.
# custom:
#   clause: "8.2"
#   text: "b53822944087bf78"
within_limits(authority, matter, commitments) := concordat.authority.standing(authority, matter, commitments)

# METADATA
# title: Time to ratify
# description: To the end of the last day in London.
# custom:
#   clause: "8.3"
#   text: "81cc7518321bc14b"
ratify_by(time) := concordat.ratify.by(time, data.terms.ratification)

# METADATA
# title: Duties of a lead
# description: The lead owes the duties that the motion lists.
# custom:
#   clause: "9.2"
#   text: "ae78f66af10227ab"
duties(motion) := concordat.leads.duties(motion, data.terms.duties)

# METADATA
# title: Readers
# description: What each may read is listed in the terms.
# custom:
#   clause: "10.1"
#   text: "25247d4f178557c1"
reading(resource, author) := concordat.reading.by_resource(data.terms.reading, resource, author)
