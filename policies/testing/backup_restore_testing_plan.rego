# METADATA
# title: A restore testing plan for rule tests
package testing.backup_restore_testing_plan

import data.testing.documents

plan := {
	"kind": "backup.restore_testing_plan",
	"id": documents.restore_testing.arn,
	"account": documents.account,
	"region": "eu-central-1",
	"name": "monthly",
	"tags": {},
	"config": {
		"schedule": "cron(0 6 1 * ? *)",
		"timezone": "Etc/UTC",
		"start_window_hours": 24,
		"created_at": "2024-05-02T08:00:00Z",
		"updated_at": null,
		"last_execution_at": "2026-03-01T06:00:00Z",
		"recovery_points": _chosen,
	},
	"gaps": [],
	"links": object.union(
		documents.no_links,
		{"testing": {"interval_seconds": 2678400, "selections": [{"name": "tables", "resource_type": "DynamoDB"}]}},
	),
	"profile": object.union(documents.profile, {"data_type": "backup_records"}),
	"requires": {"restore_testing_runs": true},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

_chosen := {
	"algorithm": "LATEST_WITHIN_WINDOW",
	"window_days": 30,
	"types": ["SNAPSHOT"],
	"include_vaults": ["*"],
	"exclude_vaults": [],
}
