# METADATA
# title: An account for rule tests
# description: The document of an account that every rule is content with.
package testing.account

import data.testing.documents
import data.testing.trail

document := {
	"kind": "account",
	"id": "arn:aws:iam::111122223333:root",
	"account": documents.account,
	"region": "global",
	"name": documents.account,
	"tags": {},
	"config": {
		"partition": "aws",
		"enabled_regions": ["eu-central-1", "eu-west-1"],
		"not_enabled_regions": ["af-south-1"],
	},
	"gaps": [],
	"links": object.union(documents.no_links, {"trails": [trail.recording], "monitoring": monitoring}),
	"profile": object.union(documents.profile, {"data_type": "configuration"}),
	"requires": {
		"account_trail": true,
		"config_watches": true,
		"backup_failures_told": true,
		"alarms_act": true,
	},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

monitoring := {"regions": [region, quiet], "unseen": []}

# A Region with everything, and all of it watched.
region := {
	"region": "eu-central-1",
	"tables": 3,
	"buckets": 2,
	"recording": true,
	"tables_checked": ["tables-have-pitr"],
	"buckets_checked": ["buckets-are-versioned"],
	"config_unread": [],
	"plan_vaults": ["formkiq-prod"],
	"plan_vaults_notifying": [],
	"event_rules": ["backups-failed"],
	"event_rules_unclear": [],
	"backup_alarms": [],
	"backup_unread": [],
	"dead_letter_queues": ["documents-dead"],
	"dead_letter_queues_alarmed": ["documents-dead"],
	"replicated_buckets": ["documents"],
	"replicated_buckets_alarmed": ["documents"],
	"alarms_unread": [],
}

# A Region with nothing to watch.
quiet := object.union(region, {
	"region": "eu-west-1",
	"tables": 0,
	"buckets": 0,
	"recording": false,
	"tables_checked": [],
	"buckets_checked": [],
	"plan_vaults": [],
	"event_rules": [],
	"dead_letter_queues": [],
	"dead_letter_queues_alarmed": [],
	"replicated_buckets": [],
	"replicated_buckets_alarmed": [],
})
