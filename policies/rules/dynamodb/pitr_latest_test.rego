package rules.dynamodb.pitr_latest_test

import data.rules.dynamodb.pitr_latest as rule
import data.testing.documents

test_exactly_the_allowed_lag_is_compliant if {
	document := _table({"latest_restorable_at": "2026-03-31T11:00:00Z"})
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_too_old_fails_and_says_so if {
	document := _table({"latest_restorable_at": "2026-03-31T10:59:59Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "a restore would lose the last 1 h 1 s of writes; tier enterprise allows 1 h",
		"at": "/config/pitr/latest_restorable_at",
		"expected": "2026-03-31T11:00:00Z or later",
		"actual": "2026-03-31T10:59:59Z",
	}}
}

test_off_fails_and_says_so if {
	document := _table({"enabled": false, "latest_restorable_at": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("; ", [
			"point-in-time recovery is off, so there is no latest restorable moment",
			"tier enterprise allows a loss of 1 h",
		]),
		"at": "/config/pitr/enabled",
		"expected": true,
		"actual": false,
	}}
}

test_an_unsaid_moment_fails_and_says_so if {
	document := _table({"latest_restorable_at": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/pitr/latest_restorable_at"
	finding.actual == null
}

test_a_latest_moment_that_lay_ahead_of_the_snapshot_proves_nothing if {
	rule.compliant with input as _table({"latest_restorable_at": "2026-04-01T12:00:00Z"})
	every as_of in ["2026-03-31T12:00:00Z", "2026-04-01T12:30:00Z"] {
		document := _table({"latest_restorable_at": "2026-04-01T12:00:01Z"})
		not rule.compliant with input as documents.judged_for(document, as_of)
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.table, {"pitr": null})
}

test_a_stale_moment_of_what_is_off_proves_nothing if not rule.compliant with input as _table({"enabled": false})

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.table)

_table(pitr) := documents.configured(documents.table, {"pitr": pitr})
