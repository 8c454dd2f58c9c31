package rules.backup.plan_jobs_succeed_test

import data.rules.backup.plan_jobs_succeed as rule
import data.testing.backup_plan as documents
import data.testing.documents as testing

test_a_lifecycle_at_the_limits_is_compliant if {
	rule.compliant with input as documents.plan
	rule.findings == set() with input as documents.plan
	rule.unknown == set() with input as documents.plan
	rule.compliant with input as _targets([{"min_retention_days": 365, "max_retention_days": 365}, {}])
}

test_a_day_outside_the_lock_fails_and_says_so if {
	document := _targets([{"min_retention_days": 366}, {}])
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"rule 'nightly' keeps for 365 days, but the lock of ",
			"arn:aws:backup:eu-central-1:111122223333:backup-vault:formkiq-prod allows 366 or more days only: ",
			"every job fails",
		]),
		"at": "/config/rules/0/delete_after_days",
		"expected": "366 or more",
		"actual": 365,
	}}
	every limits in [[null, 364, "364 or fewer"], [1, 364, "1 to 364"]] {
		short := _targets([{"min_retention_days": limits[0], "max_retention_days": limits[1]}, {}])
		not rule.compliant with input as short
		some finding in rule.findings with input as short
		finding.expected == limits[2]
	}
}

test_for_ever_fits_no_maximum if {
	forever := _ruled({"delete_after_days": null})
	rule.compliant with input as forever
	limited := testing.linked(forever, {"targets": [
		object.union(documents.target, {"max_retention_days": 36500}),
		documents.copy_target,
	]})
	not rule.compliant with input as limited
}

test_a_copy_without_a_lifecycle_keeps_what_its_source_keeps if {
	copies := [object.union(documents.copy, {"delete_after_days": null})]
	limited := object.union(documents.copy_target, {"max_retention_days": 400})
	fits := testing.linked(_ruled({"copies": copies}), {"targets": [documents.target, limited]})
	rule.compliant with input as fits
	short := object.union(documents.copy_target, {"max_retention_days": 364})
	document := testing.linked(_ruled({"copies": copies}), {"targets": [documents.target, short]})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/rules/0/copies/0/delete_after_days"
	startswith(finding.message, "a copy of rule 'nightly' keeps for 365 days")
}

test_a_vault_that_is_not_there_fails_and_says_so if {
	document := _targets([{}, {"exists": false}])
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"a copy of rule 'nightly' goes to ",
			"arn:aws:backup:eu-west-1:444455556666:backup-vault:formkiq-prod-copies, ",
			"which is not there: every job fails",
		]),
		"at": "/config/rules/0/copies/0",
		"expected": "a vault that exists",
		"actual": "arn:aws:backup:eu-west-1:444455556666:backup-vault:formkiq-prod-copies",
	}}
}

test_a_vault_that_nobody_looked_for_is_unknown_unless_another_is_wrong if {
	document := _targets([{}, {"exists": null}])
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
	rule.unknown == set() with input as _targets([{"exists": false}, {"exists": null}])
}

test_cold_storage_needs_90_days if {
	rule.compliant with input as _ruled({"move_to_cold_after_days": 275})
	document := _ruled({"move_to_cold_after_days": 276})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"rule 'nightly' moves to cold storage after 276 days and deletes after 365 days: ",
			"AWS keeps nothing there for less than 90 days",
		]),
		"at": "/config/rules/0/move_to_cold_after_days",
		"expected": "275 or fewer",
		"actual": 276,
	}}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as testing.configured(documents.plan, {"rules": null})
	not rule.compliant with input as testing.linked(documents.plan, {"targets": null})
	not rule.compliant with input as _targets([{"min_retention_days": "1"}, {}])
	not rule.compliant with input as testing.configured(documents.plan, {"rules": []})
}

test_nothing_required_proves_nothing if not rule.compliant with input as testing.unpromised(documents.plan)

_ruled(changes) := testing.configured(documents.plan, {"rules": [object.union(documents.rule, changes)]})

_targets(changes) := testing.linked(documents.plan, {"targets": [
	object.union(documents.target, changes[0]),
	object.union(documents.copy_target, changes[1]),
]})
