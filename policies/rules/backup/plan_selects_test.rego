package rules.backup.plan_selects_test

import data.rules.backup.plan_selects as rule
import data.testing.backup_plan as documents
import data.testing.documents as testing

test_a_rule_and_a_selection_are_compliant if {
	rule.compliant with input as documents.plan
	rule.findings == set() with input as documents.plan
}

test_no_selection_fails_and_says_so if {
	document := testing.linked(documents.plan, {"selections": []})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "nothing is assigned to the plan, so it backs nothing up",
		"at": "/links/selections",
		"expected": "at least one selection",
		"actual": [],
	}}
}

test_no_rule_fails_and_says_so if {
	document := testing.configured(documents.plan, {"rules": []})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the plan has no rule, so it makes no backups",
		"at": "/config/rules",
		"expected": "at least one rule",
		"actual": [],
	}}
}

test_neither_is_told_of_both if {
	document := testing.linked(testing.configured(documents.plan, {"rules": []}), {"selections": []})
	count(rule.findings) == 2 with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as testing.configured(documents.plan, {"rules": null})
	not rule.compliant with input as testing.linked(documents.plan, {"selections": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as testing.unpromised(documents.plan)
