package rules.cost.duplicate_backups_test

import data.rules.cost.duplicate_backups as rule
import data.testing.documents

test_one_rule_is_compliant if {
	every document in [documents.table, documents.bucket] {
		promised := documents.promised(document, {"cost_drivers": true})
		rule.compliant with input as promised
		rule.findings == set() with input as promised
	}
}

test_rules_that_differ_are_compliant if {
	every changes in [
		{"interval_seconds": 604800},
		{"vault_arn": documents.copy_vault_arn},
		{"continuous": true},
		{"plan_arn": documents.plan_rule.plan_arn, "rule_name": "nightly", "selection_id": "another"},
	] {
		rule.compliant with input as _table([object.union(_second, changes)])
	}
}

test_the_same_backups_twice_fail_and_say_so if {
	document := _table([object.union(_second, {"delete_after_days": 30})])
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"rule 'nightly' of plan 'by-tag' makes the same recovery points as rule 'nightly' of plan 'formkiq-prod': ",
			"as often, into the same vault",
		]),
		"at": "/links/backup/plan_rules/1/vault_arn",
		"expected": "another vault or schedule than rule 'nightly' of plan 'formkiq-prod'",
		"actual": documents.vault_arn,
	}}
}

test_a_schedule_that_is_not_known_leaves_it_open if {
	document := _table([object.union(_second, {"interval_seconds": null})])
	not rule.compliant with input as document
	unknown := rule.unknown with input as document
	count(unknown) == 1
}

test_what_is_certain_stays_certain if {
	document := _table([_second, object.union(_second, {"rule_name": "odd", "interval_seconds": null})])
	not rule.compliant with input as document
	rule.unknown == set() with input as document
}

test_no_plan_is_compliant if {
	document := documents.backed_up(_table([]), {"plan_rules": []})
	rule.compliant with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(_table([]), {"backup": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.table)

_table(more) := documents.promised(
	documents.backed_up(documents.table, {"plan_rules": array.concat([documents.plan_rule], more)}),
	{"cost_drivers": true},
)

_second := object.union(documents.plan_rule, {
	"plan_arn": "arn:aws:backup:eu-central-1:111122223333:backup-plan:0ddba11",
	"plan_name": "by-tag",
})
