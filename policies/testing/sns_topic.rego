# METADATA
# title: A topic for rule tests
package testing.sns_topic

import data.testing.documents

topic := {
	"kind": "sns.topic",
	"id": "arn:aws:sns:eu-central-1:111122223333:backup-alerts",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "backup-alerts",
	"tags": {},
	"config": {
		"subscriptions_confirmed": 2,
		"subscriptions_pending": 0,
		"subscriptions_deleted": 0,
		"protocols": [{"protocol": "email", "subscriptions_confirmed": 2}],
		"kms_key_id": null,
		"fifo": false,
	},
	"gaps": [],
	"links": object.union(documents.no_links, {"publishers": [publisher]}),
	"profile": object.union(documents.profile, {"data_type": "configuration"}),
	"requires": {"alerts_delivered": true},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

publisher := {"kind": "cloudwatch.alarm", "count": 1, "name": "backups-failed"}
