# METADATA
# title: The newest recovery point is within the recovery point objective
# description: >-
#   What a plan promises and what lies in a vault are two things: jobs end, copies arrive, and recovery points are
#   deleted again. Whatever was written after the newest recovery point that can be restored is lost with the resource,
#   so its age is the loss that would really be suffered.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-010
#   severity: high
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/recovery_points]
#   part_suffices: [/links/backup/recovery_points]
#   requires: [backup_rpo_seconds]
#   covers: [51]
#   controls:
#     aws_backup_audit_manager: [BACKUP_LAST_RECOVERY_POINT_CREATED]
#     aws_config: [DYNAMODB_LAST_BACKUP_RECOVERY_POINT_CREATED, S3_LAST_BACKUP_RECOVERY_POINT_CREATED]
#     nist_800_53_r5: [CP-9, "CP-6(2)"]
#     iso_27001_2022: [A.5.30, A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.2"]
#     dora: [Art. 12(6)]
#   remediation: >-
#     Back it up now, then find out why the plan did not. `aws backup start-backup-job --region {region}
#     --backup-vault-name <vault> --resource-arn <arn> --iam-role-arn <role>`
package rules.backup.newest_recovery_point

import data.lib.backups
import data.lib.moments

compliant if {
	some point in backups.usable(input.links.backup.recovery_points, input.as_of)
	age := moments.age(point.newest_at, input.taken_at, input.as_of)
	age <= input.requires.backup_rpo_seconds
}

findings contains {
	"message": sprintf(
		"the newest recovery point that can be restored is %v old; tier %v allows a loss of %v",
		[moments.spoken(age), input.profile.tier, moments.spoken(allowed)],
	),
	"at": "/links/backup/recovery_points",
	"expected": sprintf("made at %v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": newest,
} if {
	allowed := input.requires.backup_rpo_seconds
	newest := max([point.newest_at | some point in backups.usable(input.links.backup.recovery_points, input.as_of)])
	age := moments.seconds_between(newest, input.as_of)
	age > allowed
}

findings contains {
	"message": sprintf(
		"there is no recovery point that can be restored; tier %v allows a loss of %v",
		[input.profile.tier, moments.spoken(input.requires.backup_rpo_seconds)],
	),
	"at": "/links/backup/recovery_points",
	"expected": "a COMPLETED recovery point that has not expired",
	"actual": [point.status | some point in input.links.backup.recovery_points],
} if {
	is_array(input.links.backup.recovery_points)
	backups.usable(input.links.backup.recovery_points, input.as_of) == []
}
