package concordat.texts_test

import data.concordat.main
import data.concordat.main_test as facts

_terms := object.union(facts.terms, {"offices": {"clause": "3.3"}, "officers": {"clause": "2.3"}})

_ruling(asked) := answer if {
	answer := main.ruling with input as asked with data.terms as _terms
}

_subject(person, party) := object.union({"person": person, "roles": [], "seats": [], "deputising": []}, {"party": party})

_named(author, code, subject) := facts.admission("person.named", author, code, {"person": subject.person, "name": "n"}, {"subject": subject})

_erased(author, code, text) := facts.admission("text.erased", author, code, {"text": "t", "why": "asked"}, {"text": object.union({"text": "t", "what": "reason", "person": "p", "entry": 90}, text)})

test_taken[note] if {
	some note, asked in {
		"its own person, by a party's officer": _named(facts.officer("A1"), "A1", _subject("p", "A1")),
		"themself": _named(facts.holder("A1"), "A1", _subject(facts.holder("A1").person, "A1")),
		"one of no party, by the secretary": _named(facts.secretary, "", object.remove(_subject("p", ""), ["party"])),
		"its own text, by a party's officer": _erased(facts.officer("A1"), "A1", {"party": "A1"}),
		"a text of no party, by the secretary": _erased(facts.secretary, "", {}),
	}
	_ruling(asked) == {"allow": true}
}

test_refused[note] if {
	some note, case in {
		"another party's person": [
			_named(facts.officer("A1"), "A1", _subject("p", "B2")), "may-not-name", "2.3",
			"Name and e-mail address of a person are stated for the party that added the person's keys, by its officer or by the person; of a person without party by the person or the secretary.",
		],
		"another person of the party, by a board member": [
			_named(facts.holder("A1"), "A1", _subject("p", "A1")), "may-not-name", "2.3",
			"Name and e-mail address of a person are stated for the party that added the person's keys, by its officer or by the person; of a person without party by the person or the secretary.",
		],
		"a party's person, by the secretary": [
			_named(facts.secretary, "", _subject("p", "A1")), "may-not-name", "2.3",
			"Name and e-mail address of a person are stated for the party that added the person's keys, by its officer or by the person; of a person without party by the person or the secretary.",
		],
		"another party's text": [
			_erased(facts.officer("B2"), "B2", {"party": "A1"}), "not-own-text", "2.3",
			"The text stands with what was stated for Party A1 in entry 90: an officer of that party orders it erased.",
		],
		"its own text, by a board member": [
			_erased(facts.holder("A1"), "A1", {"party": "A1"}), "not-own-text", "2.3",
			"The text stands with what was stated for Party A1 in entry 90: an officer of that party orders it erased.",
		],
		"a party's text, by the secretary": [
			_erased(facts.secretary, "", {"party": "A1"}), "not-own-text", "2.3",
			"The text stands with what was stated for Party A1 in entry 90: an officer of that party orders it erased.",
		],
		"a text of no party, by an officer": [
			_erased(facts.officer("A1"), "A1", {}), "not-own-text", "3.3",
			"The text stands with what was stated for no party in entry 90: the secretary orders it erased.",
		],
	}
	answer := _ruling(case[0])
	answer.allow == false
	[made] := answer.checks
	[made.id, made.clause, made.explain] == [case[1], case[2], case[3]]
}

# What is not known of a text or a person denies.
test_denied[note] if {
	some note, asked in {
		"a text that nothing is known of": facts.admission("text.erased", facts.officer("A1"), "A1", {"text": "t", "why": "asked"}, {}),
		"nobody": facts.admission("person.named", facts.officer("A1"), "A1", {"name": "n"}, {}),
	}
	_ruling(asked).allow == false
}
