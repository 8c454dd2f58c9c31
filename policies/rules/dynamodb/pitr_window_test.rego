package rules.dynamodb.pitr_window_test

import data.rules.dynamodb.pitr_window as rule
import data.testing.documents

test_exactly_the_required_window_is_compliant if {
	document := documents.promised(_table({"window_days": 30}), {"pitr_window_days": 30})
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_one_day_short_fails_and_says_so if {
	document := _table({"window_days": 34})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "point-in-time recovery reaches back 34 days at most; tier enterprise requires 35 days",
		"at": "/config/pitr/window_days",
		"expected": 35,
		"actual": 34,
	}}
}

test_off_fails_and_says_so if {
	document := _table({"enabled": false, "window_days": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "point-in-time recovery is off, so there is no window; tier enterprise requires 35 days",
		"at": "/config/pitr/enabled",
		"expected": true,
		"actual": false,
	}}
}

test_an_unsaid_window_fails_and_says_so if {
	document := _table({"window_days": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/pitr/window_days"
	finding.actual == null
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.table, {"pitr": null})
}

test_a_word_is_no_number if not rule.compliant with input as _table({"window_days": "35"})

test_a_window_that_is_switched_off_is_none if not rule.compliant with input as _table({"enabled": false})

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.table)

_table(pitr) := documents.configured(documents.table, {"pitr": pitr})
