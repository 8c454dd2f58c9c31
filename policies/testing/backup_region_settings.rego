# METADATA
# title: AWS Backup's settings in a Region for rule tests
package testing.backup_region_settings

import data.testing.documents

settings := {
	"kind": "backup.region_settings",
	"id": "arn:aws:backup:eu-central-1:111122223333:region-settings",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "eu-central-1",
	"tags": {},
	"config": {"opt_in": {"DynamoDB": true, "S3": true}, "management": {"DynamoDB": true, "EFS": true}},
	"gaps": [],
	"links": object.union(
		documents.no_links,
		{"audit": {"plans": 2, "frameworks": [framework], "reports": [report]}},
	),
	"profile": object.union(documents.profile, {"data_type": "backup_records"}),
	"requires": {"backup_reports_max_age_days": 7},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

framework := {
	"name": "baseline",
	"deployment_status": "COMPLETED",
	"status": "ACTIVE",
	"controls": ["BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN"],
}

report := {
	"name": "compliance",
	"region": "eu-central-1",
	"template": "CONTROL_COMPLIANCE_REPORT",
	"deployment_status": "COMPLETED",
	"created_at": "2024-05-02T08:00:00Z",
	"last_attempted_at": "2026-03-31T06:00:00Z",
	"last_succeeded_at": "2026-03-31T06:30:00Z",
}
