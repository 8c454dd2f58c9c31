# METADATA
# title: A full backup of the table is recent enough
# description: >-
#   Point-in-time recovery ends with the table's window, and with whoever may turn it off. A full backup (on-demand,
#   or a recovery point of AWS Backup) stands beside it. The backup that DynamoDB makes of a deleted table is none.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-005
#   severity: high
#   kind: dynamodb.table
#   needs: [/links/backup/recovery_points, /links/backups]
#   part_suffices: [/links/backup/recovery_points]
#   requires: [full_backup_max_age_days]
#   covers: [15]
#   controls:
#     aws_config: [DYNAMODB_LAST_BACKUP_RECOVERY_POINT_CREATED]
#     aws_backup_audit_manager: [BACKUP_LAST_RECOVERY_POINT_CREATED]
#     nist_800_53_r5: [CP-9, "CP-9(3)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.2"]
#     nist_csf_2: [PR.DS-11]
#     fedramp_20x: [KSI-RPL-03]
#     nis2: [2024/2690 annex 4.2]
#   remediation: >-
#     Take one now, and put the table into a backup plan so that it is not the last.
#     `aws dynamodb create-backup --table-name {name} --region {region} --backup-name {name}-manual`
package rules.dynamodb.full_backup_recent

import data.lib.backups
import data.lib.moments
import data.lib.retention

compliant if {
	some made_at in _made_at
	moments.age(made_at, input.taken_at, input.as_of) <= input.requires.full_backup_max_age_days * moments.day
}

findings contains {
	"message": sprintf(
		"the newest full backup is %v old; tier %v requires one at most %v old",
		[moments.spoken(age), input.profile.tier, retention.spoken(input.requires.full_backup_max_age_days)],
	),
	"at": "/links/backups",
	"expected": sprintf("made at %v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": newest,
} if {
	allowed := input.requires.full_backup_max_age_days * moments.day
	newest := max(_made_at)
	age := moments.seconds_between(newest, input.as_of)
	age > allowed
}

findings contains {
	"message": sprintf(
		"there is no full backup; tier %v requires one at most %v old",
		[input.profile.tier, retention.spoken(input.requires.full_backup_max_age_days)],
	),
	"at": "/links/backups",
	"expected": sprintf("made at %v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": null,
} if {
	allowed := input.requires.full_backup_max_age_days * moments.day
	count(_made_at) == 0
}

# When the newest full backup of each type, and the newest recovery point of each vault, was made.
_made_at contains group.newest_at if some group in backups.full(input.links.backups)

_made_at contains group.newest_at if some group in backups.usable(input.links.backup.recovery_points, input.as_of)
