package recovery.backup_vaults_test

import data.recovery.backup_vaults
import data.testing.documents

test_recovery_points_outlive_the_resource_and_its_key if {
	found := backup_vaults.paths with input as _vaulted({}, {})
	found[0].traits == _always | {"outlives_key", "reaches_back"}
	found[0].own_key == false
	found[0].promised_seconds == null
	found[0].observed_seconds == 36000
	contains(found[0].why.outlives_account, "can delete the recovery points")
}

test_where_the_vault_does_not_encrypt_the_key_of_the_resource_does if {
	every encrypts in [false, null] {
		found := backup_vaults.paths with input as _vaulted({"encrypts": encrypts}, {})
		found[0].own_key == true
		not "outlives_key" in found[0].traits
	}
	same := backup_vaults.paths with input as _vaulted({"key_arn": "arn:aws:kms:eu-central-1:111122223333:key/orders"}, {})
	not "outlives_key" in same[0].traits
}

test_a_lock_counts_once_it_is_in_force_and_its_key_is_aws_s if {
	locked := {"lock_mode": "compliance", "locks_at": "2026-03-01T12:00:00Z", "key_manager": "AWS"}
	found := backup_vaults.paths with input as _vaulted(locked, {})
	"outlives_account" in found[0].traits
	found[0].immutable_until == "2026-05-30T02:00:00Z"
	cooling := object.union(locked, {"locks_at": "2026-03-01T12:00:01Z"})
	later := backup_vaults.paths with input as _vaulted(cooling, {})
	not "outlives_account" in later[0].traits
	contains(later[0].why.outlives_account, "cooling off")
	later[0].immutable_until == null
}

test_who_can_destroy_it_is_told if {
	every case in [
		{"vault": {"lock_mode": "governance"}, "says": "governance lock"},
		{
			"vault": {"lock_mode": "compliance", "locks_at": "2025-01-01T00:00:00Z"},
			"says": "schedule the deletion of the key",
		},
		{"vault": {"account": "444455556666"}, "says": "its key is this one's"},
	] {
		found := backup_vaults.paths with input as _vaulted(case.vault, {})
		contains(found[0].why.outlives_account, case.says)
		not "outlives_account" in found[0].traits
	}
}

test_another_account_with_its_own_key_and_another_region if {
	away := {"account": "444455556666", "region": "eu-west-1", "key_account": "444455556666"}
	found := backup_vaults.paths with input as _vaulted(away, {})
	count({"other_region", "outlives_account"} - found[0].traits) == 0
}

test_a_key_that_cannot_be_used_ends_the_path if {
	pending := _vaulted({"key_state": "PendingDeletion"}, {})
	backup_vaults.paths == [] with input as pending
	found := backup_vaults.fallen with input as pending
	contains(found[0].because, "which is PendingDeletion")
	unknown := _vaulted({"key_state": null}, {})
	backup_vaults.paths == [] with input as unknown
	count(backup_vaults.doubts) == 1 with input as unknown
}

test_what_is_not_whole_falls_away if {
	partial := _vaulted({}, {"status": "PARTIAL"})
	backup_vaults.paths == [] with input as partial
	found := backup_vaults.fallen with input as partial
	found[0].because == "recovery points in the vault arn:vault are PARTIAL"
}

test_young_recovery_points_of_a_young_resource_reach_back if {
	young := {"oldest_at": "2026-02-20T02:00:00Z"}
	found := backup_vaults.paths with input as _vaulted({}, young)
	not "reaches_back" in found[0].traits
	born := object.union(_vaulted({}, young), {"config": {"created_at": "2026-02-20T00:00:00Z"}})
	whole := backup_vaults.paths with input as born
	"reaches_back" in whole[0].traits
}

test_a_vault_that_nobody_looked_at_is_a_doubt if {
	unseen := object.union(_vaulted({}, {}), {"links": {"vaults": []}})
	backup_vaults.paths == [] with input as unseen
	count(backup_vaults.doubts) == 1 with input as unseen
	unjoined := object.union(_vaulted({}, {}), {"links": {"backup": null, "vaults": null}})
	count(backup_vaults.doubts) == 1 with input as unjoined
}

test_a_continuous_recovery_point_has_no_age if {
	rule := object.union(documents.plan_rule, {"vault_arn": "arn:vault", "continuous": true})
	planned := object.union(_vaulted({}, {}), {"links": {"backup": {"plan_rules": [rule]}}})
	found := backup_vaults.paths with input as planned
	found[0].observed_seconds == null
}

_always := {"keeps_deleted", "keeps_overwritten", "outlives_purge", "outlives_resource"}

_vaulted(vault, point) := {
	"kind": "ec2.volume",
	"account": "111122223333",
	"region": "eu-central-1",
	"config": {"created_at": "2024-05-01T08:00:00Z", "encrypted": true},
	"links": {
		"backup": {
			"opted_in": true,
			"plan_rules": [],
			"recovery_points": [object.union(_point, point)],
			"copy_jobs": [],
		},
		"key": {"arn": "arn:aws:kms:eu-central-1:111122223333:key/orders", "manager": "CUSTOMER", "state": "Enabled"},
		"vaults": [object.union(_vault, vault)],
	},
	"requires": {"noticed_within_days": 30},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}

_vault := {
	"arn": "arn:vault",
	"account": "111122223333",
	"region": "eu-central-1",
	"key_arn": "arn:aws:kms:eu-central-1:111122223333:key/vault",
	"key_manager": "CUSTOMER",
	"key_state": "Enabled",
	"key_deletion_at": null,
	"key_account": "111122223333",
	"encrypts": true,
	"lock_mode": null,
	"locks_at": null,
}

_point := {
	"vault_arn": "arn:vault",
	"status": "COMPLETED",
	"count": 90,
	"newest_at": "2026-03-01T02:00:00Z",
	"oldest_at": "2025-12-02T02:00:00Z",
	"never_expires": 0,
	"latest_expiry_at": "2026-05-30T02:00:00Z",
}
