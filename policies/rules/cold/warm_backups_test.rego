package rules.cold.warm_backups_test

import data.rules.cold.warm_backups as rule
import data.testing.documents

test_never_cold_is_compliant if {
	document := _table([{}])
	rule.compliant with input as document
	rule.findings == set() with input as document
	not rule.exempt with input as document
}

test_exactly_the_required_days_are_compliant if {
	rule.compliant with input as _table([{"move_to_cold_after_days": 30}])
	rule.compliant with input as _table([{"delete_after_days": 30}])
}

test_cold_a_day_too_soon_fails_and_says_so if {
	document := _table([{"move_to_cold_after_days": 29}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"rule 'nightly' of plan 'formkiq-prod' keeps recovery points warm for 29 days; ",
			"tier enterprise requires 30 days",
		]),
		"at": "/links/backup/plan_rules/0/move_to_cold_after_days",
		"expected": 30,
		"actual": 29,
	}}
}

test_deleted_too_soon_is_not_warm_either if {
	document := _table([{"delete_after_days": 29}])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/backup/plan_rules/0/delete_after_days"
}

test_one_rule_that_stays_warm_is_enough if {
	rule.compliant with input as _table([{"move_to_cold_after_days": 1}, {}])
}

test_a_continuous_backup_without_an_end_has_one if {
	not rule.compliant with input as _table([{"continuous": true, "delete_after_days": null}])
}

test_a_table_that_no_plan_selects_is_exempt if {
	document := _table([])
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	every document in [
		documents.linked(_table([{}]), {"backup": null}),
		_table([{"move_to_cold_after_days": "30"}]),
	] {
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	every document in [_table([{}]), _table([])] {
		not rule.compliant with input as documents.unpromised(document)
		not rule.exempt with input as documents.unpromised(document)
	}
}

_table(rules) := documents.promised(
	documents.backed_up(documents.table, {"plan_rules": [object.union(documents.plan_rule, changes) |
		some changes in rules
	]}),
	{"warm_backup_days": 30},
)
