package concordat.reading_test

import data.concordat.main_test as facts
import data.concordat.reading

_term := {"clause": "10.1", "resources": {"votes": "public", "people": "people"}}

test_everybody if reading.by_resource(_term, "votes", {}) == {"allow": true}

test_people if {
	reading.by_resource(_term, "people", facts.secretary) == {"allow": true}
	reading.by_resource(_term, "people", facts.holder("A1")) == {"allow": true}
	reading.by_resource(_term, "people", facts.deputy("A1")) == {"allow": true}
}

test_strangers[note] if {
	some note, author in {"nobody": {}, "no role or seat": facts.person("p-x", [])}
	given := reading.by_resource(_term, "people", author)
	given.allow == false
	given.checks[0].id == "not-a-reader"
}

test_closed_unless_named if not reading.by_resource(_term, "secrets", facts.secretary)
