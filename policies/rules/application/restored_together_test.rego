package rules.application.restored_together_test

import data.rules.application.restored_together as rule
import data.testing.documents
import data.testing.estate_application

test_a_minute_apart_is_compliant if {
	rule.compliant with input as estate_application.document
	rule.findings == set() with input as estate_application.document
	rule.unknown == set() with input as estate_application.document
}

test_a_second_more_fails_and_says_so if {
	document := _restored(["2026-02-01T10:01:01Z"])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"its restored tables are 1 min 1 s apart, from 2026-02-01T10:00:00Z to 2026-02-01T10:01:01Z; ",
			"those that refer to each other do not fit together",
		]),
		"at": "/config/restored",
		"expected": "at most 60 seconds apart",
		"actual": ["2026-02-01T10:00:00Z", "2026-02-01T10:01:01Z"],
	}}
}

test_a_moment_that_is_not_known_is_unknown if {
	document := _restored([null])
	not rule.compliant with input as document
	rule.unknown == {"AWS does not say to which moment each of the tables was restored"} with input as document
	rule.findings == set() with input as document
}

test_moments_that_are_not_known_at_all_are_unknown if {
	tables := [object.union(estate_application.restored, {"restored_to": null}) | some _ in [1, 2]]
	document := estate_application.configured({"restored": tables})
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
}

test_what_is_certainly_apart_fails_whatever_else_is_not_known if {
	document := _restored([null, "2026-02-02T10:00:00Z"])
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	count(rule.findings) == 1 with input as document
}

test_what_belongs_to_no_application_is_exempt if {
	document := estate_application.configured({"name": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_a_single_restored_table_is_exempt if {
	document := _restored([])
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(estate_application.document)
}

_restored(others) := estate_application.configured({"restored": array.concat(
	[estate_application.restored],
	[object.union(estate_application.restored, {"restored_to": moment}) | some moment in others],
)})
