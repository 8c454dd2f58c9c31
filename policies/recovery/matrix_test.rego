package recovery.matrix_test

import data.recovery.matrix
import data.recovery.scenarios
import data.testing.documents

test_the_best_path_loses_least if {
	found := matrix.matrix with input as documents.table
	cell := found.cells.delete
	cell.status == "recoverable"
	cell.rpo_seconds == 300
	found.paths[cell.path].mechanism == "dynamodb_pitr"
}

test_point_in_time_recovery_is_never_credited_for_what_takes_the_table_or_more if {
	found := matrix.matrix with input as _alone
	found.cells.region_loss.status == "not_recoverable"
	some path in found.paths
	path.mechanism == "dynamodb_pitr"
	object.keys(path.falls) & {"account_compromise", "region_loss", "resource_loss"} == {
		"account_compromise", "region_loss",
		"resource_loss",
	}
}

test_a_global_table_is_never_credited_as_a_backup if {
	found := matrix.matrix with input as documents.configured(_alone, {
		"pitr": {"enabled": false},
		"replicas": [{"region": "eu-west-1", "arn": null, "status": "ACTIVE", "key_arn": null, "table_class": null}],
	})
	{name | some name, cell in found.cells; cell.status == "recoverable"} == {"region_loss"}
}

test_a_gap_leaves_open_what_it_could_have_held if {
	gap := {"path": "/links/exports", "operation": "", "reason": "access_denied", "detail": "denied"}
	found := matrix.matrix with input as object.union(_alone, {"gaps": [gap]})
	found.cells.account_compromise.status == "unknown"
	found.cells.account_compromise.doubts == ["its exports could not be seen: denied"]
	found.cells.delete.status == "recoverable"
	found.cells.delete.doubts == ["its exports could not be seen: denied"]
}

test_a_key_of_awss_own_cannot_be_lost if {
	found := matrix.matrix with input as _alone
	not found.cells.key_loss
}

test_what_the_tier_asks_for_is_required if {
	found := matrix.matrix with input as documents.promised(_alone, {"survives_delete": true})
	found.cells.delete.required == true
	found.cells.overwrite.required == false
}

test_nothing_befalls_a_nested_stack_by_itself if {
	found := matrix.matrix with input as object.union(documents.unpromised(documents.table), {
		"kind": "cloudformation.stack",
		"config": {"parent_id": "arn:root", "created_at": null, "updated_at": null},
	})
	found.cells == {}
}

test_a_kind_that_nothing_is_known_of_has_no_matrix if {
	not matrix.matrix with input as object.union(documents.table, {"kind": "sns.topic"})
}

test_every_kind_that_something_befalls_has_its_mechanisms if {
	every kind, names in scenarios.befalls {
		found := matrix.matrix with input as object.union(_alone, {"kind": kind, "config": {}})
		count(object.keys(found.cells) - {name | some name in names}) == 0
		count(found.cells) > 0
	}
}

test_a_young_table_has_nothing_older_to_reach if {
	young := documents.configured(documents.promised(_alone, {"noticed_within_days": 35}), {
		"created_at": "2026-03-20T12:00:00Z",
		"pitr": {"earliest_restorable_at": "2026-03-20T12:05:00Z"},
	})
	found := matrix.matrix with input as young
	found.cells.corruption.status == "recoverable"
	old := matrix.matrix with input as documents.configured(young, {"created_at": "2026-03-01T12:00:00Z"})
	old.cells.corruption.status == "not_recoverable"
}

test_how_long_it_takes_is_what_was_measured if {
	test := {
		"type": "restore_test",
		"topic": "table_restore",
		"dated_at": "2026-03-01T00:00:00Z",
		"expires_at": null,
		"result": "passed",
		"verified": null,
		"measured_rto_seconds": 7200,
	}
	found := matrix.matrix with input as documents.linked(_alone, {"evidence": [test]})
	found.cells.delete.rto_seconds == 7200
	drill := object.union(test, {"topic": "region_drill", "measured_rto_seconds": 9000})
	replica := {"region": "eu-west-1", "arn": null, "status": "ACTIVE", "key_arn": null, "table_class": null}
	abroad := documents.configured(documents.linked(_alone, {"evidence": [test, drill]}), {"replicas": [replica]})
	drilled := matrix.matrix with input as abroad
	drilled.cells.region_loss.rto_seconds == 9000
}

test_restores_from_the_very_vault_say_how_long_it_takes if {
	vault := {
		"arn": documents.vault_arn,
		"account": documents.account,
		"region": "eu-central-1",
		"key_manager": "AWS",
		"key_arn": null,
		"encrypts": true,
		"lock_mode": null,
	}
	restore := {"vault_arn": documents.vault_arn, "completed": 1, "longest_seconds": 5400}
	found := matrix.matrix with input as object.union(documents.table, {
		"config": {"pitr": {"enabled": false}},
		"links": {"backups": [], "exports": [], "vaults": [vault], "restores": [restore]},
	})
	found.cells.delete.rto_seconds == 5400
}

test_without_any_protection_it_says_so if {
	document := object.union(_alone, {"kind": "efs.file_system", "config": {"encrypted": false}})
	found := matrix.matrix with input as document
	found.cells.delete.because == "nothing brings it back: no protection was found"
}

# The table with its point-in-time recovery, and nothing else.
_alone := object.union(documents.table, {"links": {
	"backup": {"opted_in": true, "plan_rules": [], "recovery_points": [], "jobs": [], "copy_jobs": []},
	"backups": [],
	"exports": [],
	"vaults": [],
}})
