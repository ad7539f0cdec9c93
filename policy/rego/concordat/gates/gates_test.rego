package concordat.gates_test

import data.concordat.gates

_terms := {"gates": {"clause": "12.7", "gates": {
	"involvement": {"title": "Public involvement", "types": ["reconfiguration"], "before": "opening"},
	"assurance": {"title": "Assurance", "types": ["pool", "reconfiguration"], "before": "opening"},
	"scrutiny": {"title": "Scrutiny by the councils", "types": ["reconfiguration"], "before": "effect"},
}}}

_motion(passed) := {"type": "reconfiguration", "gates": [{"gate": id, "on": "2015-05-01", "entry": 60} | some id in passed]}

test_before_opening if {
	gates.needed("reconfiguration", "opening") == ["assurance", "involvement"] with data.terms as _terms
	gates.needed("pool", "opening") == ["assurance"] with data.terms as _terms
	gates.missing(_motion(["assurance"]), "opening") == ["involvement"] with data.terms as _terms
	gates.missing(_motion(["assurance", "involvement"]), "opening") == [] with data.terms as _terms
	gates.missing({"type": "pool"}, "opening") == ["assurance"] with data.terms as _terms
}

test_none_where_the_agreement_has_none if {
	gates.needed("reconfiguration", "opening") == [] with data.terms as {}
	gates.before_effect(_motion([])) == [] with data.terms as {}
}

test_before_effect if {
	[[made.id, made.title, made.met, made.actual] | some made in gates.before_effect(_motion([]))] == [["gate", "Scrutiny by the councils", false, "Not recorded yet"]] with data.terms as _terms
	[[made.clause, made.met, made.actual] | some made in gates.before_effect(_motion(["scrutiny"]))] == [["12.7", true, "Recorded as done on 1 May 2015"]] with data.terms as _terms
}
