package recovery.backup_promises_test

import data.recovery.backup_promises
import data.testing.documents

test_the_worst_case_is_the_interval_and_both_windows if {
	found := backup_promises.by_vault with input as _planned({})
	every vault_arn in [documents.vault_arn, documents.copy_vault_arn] {
		{series.seconds | some series in found[vault_arn]} == {129600}
		{series.continuous | some series in found[vault_arn]} == {false}
	}
}

test_of_two_rules_each_keeps_what_it_makes if {
	hourly := object.union(
		documents.plan_rule,
		{"interval_seconds": 3600, "delete_after_days": 7, "copies": [], "vault_min_retention_days": null},
	)
	found := backup_promises.by_vault with input as documents.backed_up(
		documents.table,
		{"plan_rules": [object.union(documents.plan_rule, {"delete_after_days": 400}), hourly]},
	)
	found[documents.vault_arn] == {
		{"seconds": 46800, "days": 7, "continuous": false},
		{"seconds": 129600, "days": 400, "continuous": false},
	}
}

test_what_is_deleted_before_the_next_is_due_promises_nothing if {
	daily := {
		"interval_seconds": 86400,
		"start_window_minutes": 0,
		"completion_window_minutes": 0,
		"vault_min_retention_days": null,
	}
	every case in [{"days": 1, "seconds": 86400}, {"days": null, "seconds": 86400}] {
		enough := backup_promises.by_vault with input as _planned(object.union(daily, {"delete_after_days": case.days}))
		{series.seconds | some series in enough[documents.vault_arn]} == {case.seconds}
	}
	windows := object.union(daily, {"delete_after_days": 1, "completion_window_minutes": 1})
	short := backup_promises.by_vault with input as _planned(windows)
	{series.seconds | some series in short[documents.vault_arn]} == {null}
}

test_a_schedule_that_could_not_be_evaluated_promises_nothing if {
	found := backup_promises.by_vault with input as _planned({"interval_seconds": null})
	{series.seconds | some series in found[documents.vault_arn]} == {null}
}

test_a_continuous_rule_is_told_and_its_copies_are_snapshots if {
	found := backup_promises.by_vault with input as _planned({"continuous": true})
	found[documents.vault_arn] == {{"seconds": null, "days": 35, "continuous": true}}
	{series.continuous | some series in found[documents.copy_vault_arn]} == {false}
	{series.seconds | some series in found[documents.copy_vault_arn]} == {129600}
}

test_a_copy_for_ever_goes_with_what_it_is_a_copy_of if {
	copy := object.union(documents.plan_rule.copies[0], {"delete_after_days": null})
	found := backup_promises.by_vault with input as _planned({"copies": [copy]})
	{series.days | some series in found[copy.vault_arn]} == {documents.plan_rule.delete_after_days}
}

test_a_rule_that_aws_backup_does_not_act_on_promises_nothing if {
	out := documents.backed_up(documents.table, {"opted_in": false})
	backup_promises.by_vault == {} with input as out
	backup_promises.by_vault == {} with input as _planned({"delete_after_days": 1})
}

_planned(changes) := documents.backed_up(
	documents.table,
	{"plan_rules": [object.union(documents.plan_rule, changes)]},
)
