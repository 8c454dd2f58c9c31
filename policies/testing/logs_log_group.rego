# METADATA
# title: A log group for rule tests
package testing.logs_log_group

import data.testing.documents

log_group := {
	"kind": "logs.log_group",
	"id": "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/orders",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "/aws/lambda/orders",
	"tags": {},
	"config": {
		"retention_days": 400,
		"never_expires": false,
		"stored_bytes": 9876543,
		"created_at": "2024-05-02T08:00:00Z",
		"kms_key_id": null,
		"class": "STANDARD",
		"metric_filter_count": 0,
		"deletion_protection": true,
	},
	"gaps": [],
	"links": documents.no_links,
	"profile": object.union(documents.profile, {"data_type": "logs"}),
	"requires": {"log_retention_days": 365, "log_max_retention_days": 3653},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}
