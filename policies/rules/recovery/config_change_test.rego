package rules.recovery.config_change_test

import data.rules.recovery.config_change as rule
import data.testing.recovered

test_exactly_what_is_allowed_is_compliant if {
	document := recovered.document("config_change", {"rpo_seconds": 3600})
	rule.compliant with input as document
	rule.unknown == set() with input as document
	rule.findings == set() with input as document
}

test_a_second_more_fails_and_says_so if {
	document := recovered.document("config_change", {"rpo_seconds": 3601})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	some finding in rule.findings with input as document
	finding.at == "/recovery/cells/config_change/rpo_seconds"
	finding.actual == 3601
	contains(finding.message, "1 h 1 s may be lost; allowed are 1 h (restore it)")
}

test_a_loss_without_bound_fails if {
	document := recovered.document("config_change", {"rpo_seconds": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	contains(finding.message, "nothing bounds how much is lost")
}

test_what_does_not_come_back_fails_and_says_why if {
	document := recovered.document(
		"config_change",
		{"status": "not_recoverable", "rpo_seconds": null, "because": "it is gone"},
	)
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": "it is gone",
		"at": "/recovery/cells/config_change/status",
		"expected": "recoverable",
		"actual": "not_recoverable",
	}}
}

test_what_could_not_be_seen_is_unknown if {
	document := recovered.document(
		"config_change",
		{"status": "unknown", "rpo_seconds": null, "because": "nobody knows"},
	)
	not rule.compliant with input as document
	rule.unknown == {"nobody knows"} with input as document
}

test_what_nobody_measured_is_unknown if {
	document := recovered.with_path("config_change", {"rpo_seconds": null}, {})
	not rule.compliant with input as document
	some reason in rule.unknown with input as document
	contains(reason, "15 min are promised, and how much would really be lost was not measured")
}

test_nothing_is_proven_without_a_matrix_or_a_tier if {
	not rule.compliant with input as recovered.unjudged("config_change")
	document := recovered.document("config_change", {})
	unasked := {"requires": {"survives_config_change": false}}
	not rule.compliant with input as object.union(document, unasked)
}

test_a_nested_stack_is_exempt if {
	rule.exempt with input as object.union(recovered.unjudged("config_change"), {"recovery": {"cells": {}}})
	not rule.exempt with input as recovered.document("config_change", {})
	not rule.exempt with input as recovered.unjudged("config_change")
}
