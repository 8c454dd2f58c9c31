package rules.dynamodb.pitr_enabled_test

import data.rules.dynamodb.pitr_enabled as rule
import data.testing.documents

test_on_is_compliant if {
	rule.compliant with input as documents.table
	rule.findings == set() with input as documents.table
}

test_off_fails_and_says_so if {
	document := _table({"enabled": false})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "point-in-time recovery is off; tier enterprise requires it",
		"at": "/config/pitr/enabled",
		"expected": true,
		"actual": false,
	}}
}

test_unknown_proves_nothing if {
	document := documents.configured(documents.table, {"pitr": null})
	not rule.compliant with input as document
}

test_a_word_is_no_truth if not rule.compliant with input as _table({"enabled": "true"})

test_a_window_alone_is_not_enough if not rule.compliant with input as _table({"enabled": null, "window_days": 35})

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.table)

_table(pitr) := documents.configured(documents.table, {"pitr": pitr})
