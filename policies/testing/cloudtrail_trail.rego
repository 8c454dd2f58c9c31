# METADATA
# title: A trail for rule tests
# description: The document of a trail that every rule is content with.
package testing.cloudtrail_trail

import data.testing.documents

trail := {
	"kind": "cloudtrail.trail",
	"id": "arn:aws:cloudtrail:eu-central-1:111122223333:trail/everything",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "everything",
	"tags": {},
	"config": {
		"owner_account": documents.account,
		"organization": false,
		"multi_region": true,
		"global_service_events": true,
		"bucket": "trails-111122223333",
		"prefix": null,
		"key_arn": null,
		"log_group_arn": null,
		"topic_arn": null,
		"validation": true,
		"logging": _logging,
		"selectors": _selectors,
	},
	"gaps": [],
	"links": object.union(documents.no_links, {"log_bucket": {
		"bucket_arn": "arn:aws:s3:::trails-111122223333",
		"account": documents.account,
		"region": "eu-central-1",
		"current_min_days": 400,
		"lock_days": null,
	}}),
	"profile": object.union(documents.profile, {"data_type": "logs"}),
	"requires": {
		"trail_delivered_within_seconds": 86400,
		"trail_validation": true,
		"trail_retention_days": 365,
	},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

_logging := {
	"on": true,
	"started_at": "2024-05-02T08:00:00Z",
	"stopped_at": null,
	"latest_delivery_at": "2026-03-31T11:52:00Z",
	"latest_delivery_error": null,
	"latest_digest_at": "2026-03-31T11:30:00Z",
	"latest_digest_error": null,
}

_selectors := {
	"management_events": [{"read": true, "write": true, "excluded_sources": []}],
	"data_events": [],
	"complete": true,
	"advanced": [],
}
