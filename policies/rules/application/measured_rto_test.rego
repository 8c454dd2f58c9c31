package rules.application.measured_rto_test

import data.rules.application.measured_rto as rule
import data.testing.documents
import data.testing.estate_application

test_measured_within_the_objective_is_compliant if {
	rule.compliant with input as estate_application.document
	rule.findings == set() with input as estate_application.document
}

test_exactly_the_objective_is_compliant if {
	rule.compliant with input as estate_application.attested("full_drill", {"measured_rto_seconds": 14400})
}

test_a_second_more_fails_and_says_so if {
	document := estate_application.attested("full_drill", {"measured_rto_seconds": 14401})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "full_drill: 4 h 1 s, measured in a test; the objective is 4 h",
		"at": "/links/evidence/17/measured_rto_seconds",
		"expected": "at most 14400",
		"actual": 14401,
	}}
}

test_one_test_that_was_not_measured_fails_and_says_so if {
	document := estate_application.attested("table_restore", {"measured_rto_seconds": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "table_restore: it does not say how long it took",
		"at": "/links/evidence/23/measured_rto_seconds",
		"expected": "at most 14400",
		"actual": null,
	}}
}

test_no_test_fails_and_says_so if {
	document := documents.linked(estate_application.document, {"evidence": []})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "no current restore test that passed says how long it took, within the objective"
}

test_a_later_and_better_test_settles_it if {
	slow := object.union(_drill, {"name": "slow", "measured_rto_seconds": 14401, "dated_at": "2025-09-01T00:00:00Z"})
	rule.compliant with input as _with(slow)
	not rule.compliant with input as _with(object.union(slow, {"dated_at": "2026-03-20T00:00:00Z"}))
	failed := object.union(slow, {"result": "failed", "dated_at": "2026-03-20T00:00:00Z"})
	not rule.compliant with input as _with(object.union(failed, {"topic": "region_drill"}))
}

test_what_is_no_recovery_is_not_measured if {
	rule.compliant with input as estate_application.attested("identity_provider", {"measured_rto_seconds": null})
}

_drill := [record | some record in estate_application.evidence; record.topic == "full_drill"][0]

_with(record) := documents.linked(
	estate_application.document,
	{"evidence": array.concat(estate_application.evidence, [record])},
)

test_an_old_measurement_is_none if {
	document := object.union(estate_application.document, {"as_of": "2027-03-31T12:00:00Z"})
	not rule.compliant with input as document
}

test_a_decision_measures_nothing if {
	only := [record | some record in estate_application.evidence; record.type == "decision"]
	not rule.compliant with input as documents.linked(estate_application.document, {"evidence": only})
}

test_unknown_proves_nothing if {
	document := documents.linked(estate_application.document, {"evidence": null})
	not rule.compliant with input as document
	rule.findings == set() with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(estate_application.document)
}
