# METADATA
# title: Documents for rule tests
# description: >-
#   One input document per kind that every rule is content with, at the highest tier, and helpers that change the
#   one thing a test is about. Literals are shallow and put together by name: engines parse deep ones slowly.
package testing.documents

# The document with something else in its configuration. Objects are merged, everything else is replaced.
configured(document, changes) := object.union(document, {"config": changes})

# The document with something else linked to it.
linked(document, changes) := object.union(document, {"links": changes})

# The document with something else in what AWS Backup knows of it.
backed_up(document, changes) := linked(document, {"backup": changes})

# The document with other requirements beside those it has.
promised(document, changes) := object.union(document, {"requires": changes})

# The same snapshot, judged for a later moment.
judged_for(document, moment) := object.union(document, {"as_of": moment})

# The document of a tier that requires nothing of it.
unpromised(document) := object.union(object.remove(document, ["requires"]), {"requires": {}})

# When the snapshot was begun, and the moment that is judged: the same, unless somebody asks for a later one.
taken_at := "2026-03-31T12:00:00Z"

as_of := "2026-03-31T12:00:00Z"

account := "111122223333"

vault_account := "444455556666"

profile := {
	"application": "FormKiQ prod",
	"site": null,
	"data_type": "document_metadata",
	"tier": "enterprise",
	"classified": true,
	"because": {
		"application": "tag Application=FormKiQ",
		"data_type": "FormKiQ's documents table",
		"tier": "tag safehold:tier=enterprise",
	},
}

# What nothing is joined to.
no_links := {
	"places": null,
	"retention": null,
	"replicas": null,
	"alerts": null,
	"audit": null,
	"backup": null,
	"backups": null,
	"before_update": null,
	"contents": null,
	"dead_letter": null,
	"encrypts": null,
	"event_sources": null,
	"claims": null,
	"evidence": null,
	"exported": null,
	"exports": null,
	"filled_by": null,
	"key": null,
	"locations": null,
	"log_bucket": null,
	"monitoring": null,
	"publishers": null,
	"replication": null,
	"replication_metrics": null,
	"restore_source": null,
	"restore_tests": null,
	"restored_indices": null,
	"selections": null,
	"sources": null,
	"stack": null,
	"targets": null,
	"testing": null,
	"trails": null,
	"restores": null,
	"snapshots": null,
	"vaults": null,
}

table := {
	"kind": "dynamodb.table",
	"id": "arn:aws:dynamodb:eu-central-1:111122223333:table/formkiq-core-prod-documents",
	"account": account,
	"region": "eu-central-1",
	"name": "formkiq-core-prod-documents",
	"tags": {"Application": "FormKiQ", "safehold:tier": "enterprise"},
	"config": _table_config,
	"gaps": [],
	"links": object.union(no_links, {
		"backup": _backup,
		"restore_tests": {"jobs": [restore_job], "plans": [restore_testing]},
		"backups": [on_demand],
		"evidence": [],
		"locations": _locations,
	}),
	"profile": profile,
	"requires": object.union(_backup_requirements, {
		"pitr": true,
		"pitr_window_days": 35,
		"latest_restorable_within_seconds": 3600,
		"full_backup_max_age_days": 31,
		"long_term_backup_days": 365,
	}),
	"taken_at": taken_at,
	"as_of": as_of,
}

bucket := {
	"kind": "s3.bucket",
	"id": "arn:aws:s3:::formkiq-core-prod-documents-111122223333",
	"account": account,
	"region": "eu-central-1",
	"name": "formkiq-core-prod-documents-111122223333",
	"tags": {"Application": "FormKiQ", "safehold:tier": "enterprise"},
	"config": _bucket_config,
	"gaps": [],
	"links": object.union(no_links, {
		"backup": _backup,
		"key": bucket_key,
		"restore_tests": {"jobs": [restore_job], "plans": [restore_testing]},
		"evidence": [],
		"replication": [destination],
		"locations": array.concat(_locations, [replica_location]),
	}),
	"profile": object.union(profile, {"data_type": "document_content"}),
	"requires": object.union(_backup_requirements, {
		"versioning": true,
		"noncurrent_retention_days": 365,
		"content_retention_days": 2555,
		"lifecycle_decided": true,
		"version_deletion_guarded": true,
		"object_lock_mode": "COMPLIANCE",
		"object_lock_days": 90,
		"replication": true,
	}),
	"taken_at": taken_at,
	"as_of": as_of,
}

vault := {
	"kind": "backup.vault",
	"id": "arn:aws:backup:eu-central-1:111122223333:backup-vault:formkiq-prod",
	"account": account,
	"region": "eu-central-1",
	"name": "formkiq-prod",
	"tags": {},
	"config": _vault_config,
	"gaps": [],
	"links": object.union(no_links, {
		"alerts": {"topic": topic, "rules": []},
		"contents": contents,
		"filled_by": [filling_rule],
		"key": vault_key,
	}),
	"profile": object.union(profile, {"data_type": "backup_records"}),
	"requires": {
		"vault_encrypted": true,
		"vault_filled_days": 9,
		"vault_key_guarded": true,
		"vault_notifications": ["backup_job", "copy_job"],
		"vault_orphans_end": true,
		"vault_recovery_points_end": true,
		"vault_restored_days": 365,
		"vault_customer_key": true,
		"vault_denies_deletion": true,
		"vault_lock_mode": "compliance",
		"vault_lock_min_days": 90,
	},
	"taken_at": taken_at,
	"as_of": as_of,
}

_backup_requirements := {
	"key_usable": true,
	"recovery_point_tags": ["Application"],
	"restore_seconds": 14400,
	"restore_test_days": 92,
	"backup_plan": true,
	"backup_retention_days": 365,
	"backup_rpo_seconds": 129600,
	"backup_copies": ["cross_region", "cross_account"],
	"allowed_locations": {"regions": ["eu-central-1", "eu-west-1"], "accounts": [account, vault_account]},
}

_table_config := {
	"status": "ACTIVE",
	"created_at": "2024-05-02T08:00:00Z",
	"table_class": "STANDARD",
	"billing_mode": "PAY_PER_REQUEST",
	"item_count": 182044,
	"size_bytes": 912680550,
	"deletion_protection": true,
	"stream": {"enabled": true, "view_type": "NEW_AND_OLD_IMAGES"},
	"ttl": {"enabled": true, "attribute": "TimeToLive"},
	"encryption": {"type": "AWS_OWNED", "key_arn": null},
	"pitr": {
		"enabled": true,
		"window_days": 35,
		"earliest_restorable_at": "2026-02-24T12:00:00Z",
		"latest_restorable_at": "2026-03-31T11:55:00Z",
	},
	"replicas": [],
	"witnesses": [],
	"consistency": null,
	"global_table_version": null,
	"restore": null,
}

_bucket_config := {
	"created_at": "2024-05-02T08:00:00Z",
	"versioning": {"status": "Enabled", "mfa_delete": false},
	"lifecycle": {"configured": true, "rules": [lifecycle_rule]},
	"object_lock": {"enabled": true, "mode": "COMPLIANCE", "default_retention_days": 90},
	"replication": {
		"configured": true,
		"role_arn": "arn:aws:iam::111122223333:role/formkiq-replication",
		"rules": [replication_rule],
	},
	"encryption": {
		"algorithm": "aws:kms",
		"key_id": "arn:aws:kms:eu-central-1:111122223333:key/0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9",
		"bucket_key": true,
	},
	"public_access_block": {
		"block_public_acls": true,
		"ignore_public_acls": true,
		"block_public_policy": true,
		"restrict_public_buckets": true,
	},
	"policy": {
		"exists": true,
		"denied_to_everyone": ["s3:DeleteObjectVersion"],
		"denied_conditionally": [],
		"allowed": [],
	},
	"inventory_configurations": [inventory_configuration],
	"metrics_configurations": [{"id": "all", "filter": {"prefix": "", "tags": {}, "access_point_arn": null}}],
	"tiering_configurations": [],
}

_vault_config := {
	"type": "BACKUP_VAULT",
	"state": "AVAILABLE",
	"created_at": "2024-05-02T08:00:00Z",
	"recovery_point_count": 730,
	"encryption_key_type": "CUSTOMER_MANAGED_KMS_KEY",
	"encryption_key": {
		"arn": "arn:aws:kms:eu-central-1:111122223333:key/7a6b5c4d-3e2f-4101-9283-746556473829",
		"manager": "CUSTOMER",
		"state": "Enabled",
		"deletion_at": null,
		"multi_region": false,
	},
	"lock": {
		"locked": true,
		"locks_at": "2024-05-09T08:00:00Z",
		"min_retention_days": 90,
		"max_retention_days": null,
	},
	"policy": {
		"exists": true,
		"denied_to_everyone": ["backup:DeleteRecoveryPoint"],
		"denied_conditionally": [],
		"allowed": [],
	},
	"notifications": {
		"configured": true,
		"topic_arn": "arn:aws:sns:eu-central-1:111122223333:backup-alerts",
		"events": ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"],
	},
	"approval_team_arn": null,
	"source_vault_arn": null,
}

inventory_configuration := {
	"id": "daily",
	"enabled": true,
	"prefix": "",
	"frequency": "Daily",
	"included_versions": "All",
	"optional_fields": ["ReplicationStatus", "Size", "StorageClass"],
	"destination_bucket_arn": "arn:aws:s3:::formkiq-inventory-111122223333",
	"destination_account": account,
	"destination_prefix": null,
	"format": "Parquet",
	"encryption": "SSE-S3",
	"key_id": null,
}

lifecycle_rule := {
	"id": "keep-a-year",
	"enabled": true,
	"filter": {"prefix": "", "tags": {}, "size_greater_than_bytes": null, "size_less_than_bytes": null},
	"expiration_days": null,
	"expiration_date": null,
	"expired_object_delete_marker": true,
	"noncurrent_days": 365,
	"newer_noncurrent_versions": null,
	"abort_incomplete_multipart_days": 7,
	"transitions": [],
	"noncurrent_transitions": [],
}

replication_rule := {
	"id": "everything-to-ireland",
	"priority": 0,
	"enabled": true,
	"filter": {"prefix": "", "tags": {}},
	"destination_bucket_arn": "arn:aws:s3:::formkiq-core-prod-replica-444455556666",
	"destination_account": vault_account,
	"storage_class": null,
	"replica_key_id": "arn:aws:kms:eu-west-1:444455556666:key/5f4e3d2c-1b0a-4998-8776-655443322110",
	"kms_objects": true,
	"delete_markers": false,
	"existing_objects": null,
	"replica_modifications": null,
	"time_control_minutes": 15,
	"metrics": true,
}

destination := {
	"bucket_arn": "arn:aws:s3:::formkiq-core-prod-replica-444455556666",
	"account": vault_account,
	"region": "eu-west-1",
	"versioning": "Enabled",
}

vault_arn := "arn:aws:backup:eu-central-1:111122223333:backup-vault:formkiq-prod"

copy_vault_arn := "arn:aws:backup:eu-west-1:444455556666:backup-vault:formkiq-prod-copies"

copy := {
	"vault_arn": copy_vault_arn,
	"account": vault_account,
	"region": "eu-west-1",
	"delete_after_days": 365,
	"move_to_cold_after_days": null,
}

plan_rule := {
	"plan_arn": "arn:aws:backup:eu-central-1:111122223333:backup-plan:c0ffee00-1111-4222-8333-944455556666",
	"plan_name": "formkiq-prod",
	"rule_name": "nightly",
	"selection_id": "f00dfeed-2222-4333-8444-a55566667777",
	"needs_opt_in": true,
	"vault_arn": vault_arn,
	"account": account,
	"region": "eu-central-1",
	"interval_seconds": 86400,
	"start_window_minutes": 60,
	"completion_window_minutes": 660,
	"delete_after_days": 365,
	"move_to_cold_after_days": null,
	"continuous": false,
	"recovery_point_tags": {"Application": "FormKiQ"},
	"vault_min_retention_days": 90,
	"vault_max_retention_days": null,
	"copies": [copy],
}

recovery_point := {
	"vault_arn": vault_arn,
	"account": account,
	"region": "eu-central-1",
	"status": "COMPLETED",
	"count": 365,
	"newest_at": "2026-03-31T02:10:00Z",
	"oldest_at": "2025-04-01T02:10:00Z",
	"never_expires": 0,
	"latest_expiry_at": "2027-03-31T02:10:00Z",
	"longest_days": 365,
}

copied_point := object.union(recovery_point, {
	"vault_arn": copy_vault_arn,
	"account": vault_account,
	"region": "eu-west-1",
})

job := {
	"vault_arn": vault_arn,
	"state": "COMPLETED",
	"count": 30,
	"newest_at": "2026-03-31T02:10:00Z",
	"message": null,
}

copy_job := {
	"vault_arn": copy_vault_arn,
	"account": vault_account,
	"region": "eu-west-1",
	"state": "COMPLETED",
	"count": 30,
	"newest_at": "2026-03-31T03:00:00Z",
	"message": null,
}

on_demand := {
	"type": "USER",
	"status": "AVAILABLE",
	"count": 12,
	"newest_at": "2026-03-15T06:00:00Z",
	"never_expires": 12,
	"longest_days": null,
}

copy_location := {"what": "copy", "arn": copy_vault_arn, "account": vault_account, "region": "eu-west-1"}

replica_location := {
	"what": "replication",
	"arn": "arn:aws:s3:::formkiq-core-prod-replica-444455556666",
	"account": vault_account,
	"region": "eu-west-1",
}

_locations := [copy_location]

_backup := {
	"managed": true,
	"opted_in": true,
	"plan_rules": [plan_rule],
	"recovery_points": [recovery_point, copied_point],
	"jobs": [job],
	"copy_jobs": [copy_job],
}

owning_stack := {
	"arn": "arn:aws:cloudformation:eu-central-1:111122223333:stack/formkiq-prod-Storage/5d0c7a11",
	"name": "formkiq-prod-Storage",
	"root_arn": "arn:aws:cloudformation:eu-central-1:111122223333:stack/formkiq-prod/8c1f2e3d",
	"status": "UPDATE_COMPLETE",
	"updated_at": "2026-03-20T09:00:00Z",
	"created_at": "2024-05-02T08:00:00Z",
	"logical_id": "Documents",
	"type": "AWS::DynamoDB::Table",
	"drift_status": "IN_SYNC",
	"stack_drift_status": "IN_SYNC",
	"stack_drift_checked_at": "2026-03-30T03:00:00Z",
	"termination_protection": true,
	"deletion_policy": "Retain",
	"update_replace_policy": "Retain",
	"template_read": true,
}

bucket_key := {
	"arn": "arn:aws:kms:eu-central-1:111122223333:key/0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9",
	"account": account,
	"region": "eu-central-1",
	"manager": "CUSTOMER",
	"state": "Enabled",
	"deletion_at": null,
	"multi_region": false,
	"multi_region_type": null,
	"deletion_denied": false,
}

vault_key := object.union(bucket_key, {
	"arn": "arn:aws:kms:eu-central-1:111122223333:key/7a6b5c4d-3e2f-4101-9283-746556473829",
	"deletion_denied": true,
})

topic := {"arn": "arn:aws:sns:eu-central-1:111122223333:backup-alerts", "confirmed": 1, "fifo": false}

contents := {
	"count": 730,
	"usable": 730,
	"resources": 2,
	"never_expires": 0,
	"unencrypted": 0,
	"newest_at": "2026-03-31T02:10:00Z",
	"newest_restored_at": "2026-03-01T06:00:00Z",
	"orphans": [],
	"doubtful": [],
}

filling_rule := {
	"plan_arn": plan_rule.plan_arn,
	"plan_name": plan_rule.plan_name,
	"rule_name": plan_rule.rule_name,
	"created_at": "2024-05-02T08:00:00Z",
	"copy": false,
}

restore_job := {
	"status": "COMPLETED",
	"status_message": null,
	"validation": "SUCCESSFUL",
	"created_at": "2026-03-01T06:00:00Z",
	"completed_at": "2026-03-01T07:00:00Z",
	"duration_seconds": 3600,
	"testing_plan_arn": restore_testing.arn,
}

restore_testing := {
	"arn": "arn:aws:backup:eu-central-1:111122223333:restore-testing-plan:quarterly",
	"name": "quarterly",
	"interval_seconds": 7948800,
	"created_at": "2024-05-02T08:00:00Z",
	"last_execution_at": "2026-03-01T06:00:00Z",
	"reaches_recovery_points": true,
}

holding_vault := {
	"arn": vault_arn,
	"account": account,
	"region": "eu-central-1",
	"type": "BACKUP_VAULT",
	"key_arn": vault_key.arn,
	"key_manager": "CUSTOMER",
	"key_state": "Enabled",
	"key_deletion_at": null,
	"key_account": account,
	"encrypts": true,
	"lock_mode": "compliance",
	"locks_at": "2024-05-09T08:00:00Z",
	"min_retention_days": 90,
	"denies_deletion": true,
}
