# METADATA
# title: Recovery points carry the tags that say whose they are
# description: >-
#   A recovery point outlives its resource; without its tags nobody knows then which application it was of. AWS Backup
#   copies a resource's tags onto its recovery points, and a plan rule can give more (RecoveryPointTags); of a table
#   only where AWS Backup's advanced DynamoDB features are on (AWS Backup Developer Guide, "Copying tags onto backups").
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-013
#   severity: low
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/managed, /links/backup/plan_rules, /tags]
#   requires: [recovery_point_tags]
#   covers: [56]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.5.33, A.8.13]
#   remediation: >-
#     Tag the resource, or give the plan rule RecoveryPointTags; for tables turn the advanced features on (recovery
#     points made before stay as they are).
#     `aws backup update-region-settings --region {region} --resource-type-management-preference DynamoDB=true`
package rules.backup.recovery_point_tags

import data.lib.backups

exempt if {
	input.requires.recovery_point_tags != []
	input.links.backup.plan_rules == []
}

compliant if {
	input.requires.recovery_point_tags != []
	_taggable(input.kind, input.links.backup.managed)
	input.links.backup.plan_rules != []
	every rule in input.links.backup.plan_rules {
		every key in input.requires.recovery_point_tags {
			_carries(key, rule.recovery_point_tags, input.tags)
		}
	}
}

findings contains {
	"message": sprintf(
		"neither it nor %v has the tag '%v', so its recovery points have none; tier %v requires it",
		[backups.spoken(rule), key, input.profile.tier],
	),
	"at": sprintf("/links/backup/plan_rules/%v/recovery_point_tags", [i]),
	"expected": key,
	"actual": object.keys(given),
} if {
	tags := input.tags
	some i, rule in input.links.backup.plan_rules
	given := rule.recovery_point_tags
	some key in input.requires.recovery_point_tags
	not _carries(key, given, tags)
}

findings contains {
	"message": sprintf(
		"AWS Backup's advanced DynamoDB features are off in %v, and without them recovery points of tables carry no tags",
		[input.region],
	),
	"at": "/links/backup/managed",
	"expected": true,
	"actual": input.links.backup.managed,
} if {
	kind := input.kind
	managed := input.links.backup.managed
	not _taggable(kind, managed)
}

_taggable("dynamodb.table", true) := true

_taggable("s3.bucket", _) := true

_carries(key, given, _) if is_string(given[key])

_carries(key, _, own) if is_string(own[key])
