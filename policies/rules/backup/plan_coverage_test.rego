package rules.backup.plan_coverage_test

import data.rules.backup.plan_coverage as rule
import data.testing.documents

test_one_plan_rule_is_compliant if {
	rule.compliant with input as documents.table
	rule.compliant with input as documents.bucket
	rule.findings == set() with input as documents.bucket
}

test_none_fails_and_says_so if {
	document := documents.backed_up(documents.bucket, {"plan_rules": []})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no backup plan selects it; tier enterprise requires one",
		"at": "/links/backup/plan_rules",
		"expected": "at least one plan rule",
		"actual": [],
	}}
}

test_having_been_backed_up_once_does_not_count if {
	document := documents.backed_up(documents.table, {"plan_rules": [], "recovery_points": [documents.recovery_point]})
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.table, {"backup": null})
	not rule.compliant with input as documents.backed_up(documents.table, {"plan_rules": [null]})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.table)
