# METADATA
# title: No recovery point is kept for longer than the tier allows
# description: >-
#   Backups hold personal data long after it was deleted where people look for it. Where a tier sets a longest
#   retention, every recovery point must expire within it, in every vault; one that never expires does not.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-012
#   severity: medium
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/recovery_points]
#   requires: [recovery_points_max_days]
#   covers: [49]
#   controls:
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.5.33, A.8.10]
#     soc_2: [C1.2]
#     gdpr: [5(1)(e)]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     Give the recovery point an end, where its vault's lock allows that.
#     `aws backup update-recovery-point-lifecycle --region {region} --backup-vault-name <vault>
#     --recovery-point-arn <recovery point> --lifecycle DeleteAfterDays=<days>`
package rules.backup.recovery_points_end

import data.lib.retention

compliant if {
	is_array(input.links.backup.recovery_points)
	every point in input.links.backup.recovery_points {
		point.never_expires == 0
		is_number(point.longest_days)
		point.longest_days <= input.requires.recovery_points_max_days
	}
}

findings contains {
	"message": sprintf(
		"recovery points in %v never expire (%v of them); tier %v allows %v",
		[
			point.vault_arn, point.never_expires, input.profile.tier,
			retention.spoken(input.requires.recovery_points_max_days),
		],
	),
	"at": sprintf("/links/backup/recovery_points/%v/never_expires", [i]),
	"expected": 0,
	"actual": point.never_expires,
} if {
	some i, point in input.links.backup.recovery_points
	point.never_expires > 0
}

findings contains {
	"message": sprintf(
		"recovery points in %v are kept for up to %v; tier %v allows %v",
		[
			point.vault_arn, retention.spoken(point.longest_days), input.profile.tier,
			retention.spoken(input.requires.recovery_points_max_days),
		],
	),
	"at": sprintf("/links/backup/recovery_points/%v/longest_days", [i]),
	"expected": input.requires.recovery_points_max_days,
	"actual": point.longest_days,
} if {
	some i, point in input.links.backup.recovery_points
	is_number(point.longest_days)
	point.longest_days > input.requires.recovery_points_max_days
}
