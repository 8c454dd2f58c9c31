# METADATA
# title: Recovery points that exist are kept for as long as the tier requires
# description: >-
#   Raising a plan's retention changes nothing for the recovery points that it has already made. At least one that can
#   be restored must have been made to last as long as the tier requires; one that never expires does.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-011
#   severity: medium
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/recovery_points]
#   part_suffices: [/links/backup/recovery_points]
#   requires: [backup_retention_days]
#   covers: [49]
#   controls:
#     aws_config: [BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK]
#     aws_backup_audit_manager: [BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK]
#     nist_800_53_r5: [CP-9, SI-12]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [A1.2, PI1.5]
#     hipaa: [164.316(b)(2)(i)]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     Let the newest recovery point stay longer, and mend the plan that made it.
#     `aws backup update-recovery-point-lifecycle --region {region} --backup-vault-name <vault>
#     --recovery-point-arn <recovery point> --lifecycle DeleteAfterDays=<days>`
package rules.backup.recovery_points_kept

import data.lib.backups
import data.lib.retention

compliant if {
	some point in backups.usable(input.links.backup.recovery_points, input.as_of)
	_lasts(point, input.requires.backup_retention_days)
}

findings contains {
	"message": sprintf(
		"the recovery points in %v are kept for %v at most; tier %v requires %v",
		[
			point.vault_arn, retention.spoken(point.longest_days), input.profile.tier,
			retention.spoken(input.requires.backup_retention_days),
		],
	),
	"at": sprintf("/links/backup/recovery_points/%v/longest_days", [i]),
	"expected": input.requires.backup_retention_days,
	"actual": point.longest_days,
} if {
	needed := input.requires.backup_retention_days
	usable := backups.usable(input.links.backup.recovery_points, input.as_of)
	some i, point in input.links.backup.recovery_points
	point in usable
	not _lasts(point, needed)
}

findings contains {
	"message": sprintf(
		"there is no recovery point that can be restored; tier %v requires one that is kept for %v",
		[input.profile.tier, retention.spoken(input.requires.backup_retention_days)],
	),
	"at": "/links/backup/recovery_points",
	"expected": input.requires.backup_retention_days,
	"actual": [],
} if {
	backups.usable(input.links.backup.recovery_points, input.as_of) == []
}

_lasts(point, _) if {
	is_number(point.never_expires)
	point.never_expires > 0
}

_lasts(point, days) if {
	is_number(point.longest_days)
	point.longest_days >= days
}
