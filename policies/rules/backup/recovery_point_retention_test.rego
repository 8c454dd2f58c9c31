package rules.backup.recovery_point_retention_test

import data.rules.backup.recovery_point_retention as rule
import data.testing.documents

test_exactly_the_required_days_are_compliant if {
	document := _table([{"delete_after_days": 365}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_one_day_short_fails_and_says_so if {
	document := _table([{"delete_after_days": 364}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"rule 'nightly' of plan 'formkiq-prod' keeps recovery points for 364 days; ",
			"tier enterprise requires 365 days",
		]),
		"at": "/links/backup/plan_rules/0/delete_after_days",
		"expected": 365,
		"actual": 364,
	}}
}

test_never_deleted_is_compliant if rule.compliant with input as _table([{"delete_after_days": null}])

test_one_rule_that_keeps_long_enough_is_enough if {
	rule.compliant with input as _table([{"delete_after_days": 35, "vault_min_retention_days": null}, {}])
}

test_every_rule_is_named_when_none_does if {
	document := _table([{"delete_after_days": 100}, {"rule_name": "monthly", "delete_after_days": 200}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	{[finding.at, finding.actual] | some finding in found} == {
		["/links/backup/plan_rules/0/delete_after_days", 100],
		["/links/backup/plan_rules/1/delete_after_days", 200],
	}
}

test_the_window_has_to_be_outlived if {
	short := {"delete_after_days": 35, "vault_min_retention_days": null}
	document := documents.promised(_table([short]), {"backup_retention_days": 35})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.expected == 36
	endswith(finding.message, "requires 35 days, and longer than the point-in-time window of 35 days")
	longer := object.union(short, {"delete_after_days": 36})
	rule.compliant with input as documents.promised(_table([longer]), {"backup_retention_days": 30})
}

test_a_bucket_has_no_window_to_outlive if {
	short := object.union(documents.plan_rule, {"delete_after_days": 30, "vault_min_retention_days": null})
	document := documents.backed_up(documents.bucket, {"plan_rules": [short]})
	rule.compliant with input as documents.promised(document, {"backup_retention_days": 30})
}

test_outside_the_limits_of_the_vault_every_job_fails if {
	every case in [
		{"delete_after_days": 400, "vault_max_retention_days": 399},
		{"delete_after_days": null, "vault_max_retention_days": 3650},
		{"delete_after_days": 365, "vault_min_retention_days": 366},
	] {
		document := _table([case])
		not rule.compliant with input as document
		some finding in rule.findings with input as document
		endswith(finding.message, "days only: every job fails")
		finding.actual == case.delete_after_days
	}
}

test_at_the_limits_of_the_vault_is_compliant if {
	limits := {"vault_min_retention_days": 365, "vault_max_retention_days": 365}
	rule.compliant with input as _table([object.union({"delete_after_days": 365}, limits)])
}

test_a_continuous_backup_without_end_proves_nothing_and_says_so if {
	document := _table([{"continuous": true, "delete_after_days": null}])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	contains(finding.message, "which AWS ends after 35 days at most")
}

test_no_plan_fails_and_says_so if {
	document := _table([])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no backup plan selects it, so no recovery point is kept; tier enterprise requires 365 days",
		"at": "/links/backup/plan_rules",
		"expected": 365,
		"actual": [],
	}}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.table, {"backup": null})
	not rule.compliant with input as _table([{"continuous": null}])
	not rule.compliant with input as _table([{"delete_after_days": "400"}])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(documents.table)
	not rule.compliant with input as documents.promised(documents.unpromised(documents.table), {"pitr_window_days": 35})
}

_table(rules) := documents.backed_up(documents.table, {"plan_rules": [plan_rule |
	some changes in rules
	plan_rule := object.union(documents.plan_rule, changes)
]})
