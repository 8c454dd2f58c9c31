# METADATA
# title: A backup plan for rule tests
package testing.backup_plan

import data.testing.documents

plan := {
	"kind": "backup.plan",
	"id": documents.plan_rule.plan_arn,
	"account": documents.account,
	"region": "eu-central-1",
	"name": "formkiq-prod",
	"tags": {},
	"config": _config,
	"gaps": [],
	"links": object.union(documents.no_links, {
		"selections": ["by-application"],
		"targets": [target, copy_target],
	}),
	"profile": object.union(documents.profile, {"data_type": "backup_records"}),
	"requires": {"plan_works": true},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

_config := {
	"plan_id": "c0ffee00-1111-4222-8333-944455556666",
	"version_id": "ZmY4N2I1",
	"created_at": "2024-05-02T08:00:00Z",
	"last_execution_at": "2026-03-31T02:00:00Z",
	"rules": [rule],
}

rule := {
	"id": "0decaf00-3333-4444-8555-a66677778888",
	"name": "nightly",
	"vault_name": "formkiq-prod",
	"schedule": "cron(0 2 * * ? *)",
	"timezone": "Etc/UTC",
	"start_window_minutes": 60,
	"completion_window_minutes": 660,
	"delete_after_days": 365,
	"move_to_cold_after_days": null,
	"continuous": false,
	"recovery_point_tags": {},
	"copies": [copy],
}

copy := {"vault_arn": documents.copy_vault_arn, "delete_after_days": 365, "move_to_cold_after_days": null}

target := {
	"vault_arn": documents.vault_arn,
	"exists": true,
	"min_retention_days": 90,
	"max_retention_days": null,
}

copy_target := object.union(target, {"vault_arn": documents.copy_vault_arn, "min_retention_days": null})
