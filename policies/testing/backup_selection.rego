# METADATA
# title: A selection of a backup plan for rule tests
package testing.backup_selection

import data.testing.documents

selection := {
	"kind": "backup.selection",
	"id": sprintf("%v/selection/%v", [documents.plan_rule.plan_arn, documents.plan_rule.selection_id]),
	"account": documents.account,
	"region": "eu-central-1",
	"name": "by-application",
	"tags": {},
	"config": {
		"plan_arn": documents.plan_rule.plan_arn,
		"plan_id": "c0ffee00-1111-4222-8333-944455556666",
		"role_arn": "arn:aws:iam::111122223333:role/backup",
		"assignment": {
			"resources": [],
			"not_resources": [],
			"tag_conditions": [{"key": "Application", "value": "FormKiQ"}],
			"conditions": _unfiltered,
		},
	},
	"gaps": [],
	"links": documents.no_links,
	"profile": object.union(documents.profile, {"data_type": "backup_records"}),
	"requires": {"selection_clear": true},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

_unfiltered := {"string_equals": [], "string_like": [], "string_not_equals": [], "string_not_like": []}
