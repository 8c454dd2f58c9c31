# METADATA
# title: A backup plan keeps recovery points for as long as the tier requires
# description: >-
#   At least one plan rule must keep what it makes long enough (one that never deletes does), longer than the
#   point-in-time window beside it, and within the limits of its vault's lock: AWS Backup fails every job whose
#   retention lies outside them, so such a rule backs nothing up at all.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-003
#   severity: high
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/plan_rules]
#   requires: [backup_retention_days]
#   covers: [49]
#   controls:
#     aws_config: [BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK, BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK]
#     aws_backup_audit_manager:
#       - BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK
#       - BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK
#     nist_800_53_r5: [CP-9, SI-12]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [A1.2, PI1.5]
#     hipaa: [164.316(b)(2)(i)]
#     cis_controls_8_1: ["3.4", "11.2"]
#   remediation: >-
#     Raise DeleteAfterDays in a plan rule that selects it, within the vault's limits; recovery points made before keep
#     their old date.
#     `aws backup update-backup-plan --region {region} --backup-plan-id <plan> --backup-plan file://plan.json`
package rules.backup.recovery_point_retention

import data.lib.backups
import data.lib.retention

compliant if {
	some rule in input.links.backup.plan_rules
	backups.keeps(rule, _needed_days(input.requires))
	backups.fits_vault(rule)
}

findings contains {
	"message": sprintf(
		"%v keeps recovery points for %v%v; tier %v requires %v",
		[
			backups.spoken(rule), retention.spoken(rule.delete_after_days), _continuous(rule), input.profile.tier,
			_spoken(input.requires),
		],
	),
	"at": sprintf("/links/backup/plan_rules/%v/delete_after_days", [i]),
	"expected": needed,
	"actual": rule.delete_after_days,
} if {
	needed := _needed_days(input.requires)
	some i, rule in input.links.backup.plan_rules
	not backups.keeps(rule, needed)
}

findings contains {
	"message": sprintf(
		"%v keeps recovery points for %v, but its vault's lock allows %v days only: every job fails",
		[backups.spoken(rule), retention.spoken(rule.delete_after_days), _limits(rule)],
	),
	"at": sprintf("/links/backup/plan_rules/%v/delete_after_days", [i]),
	"expected": _limits(rule),
	"actual": rule.delete_after_days,
} if {
	some i, rule in input.links.backup.plan_rules
	not backups.fits_vault(rule)
}

findings contains {
	"message": sprintf(
		"no backup plan selects it, so no recovery point is kept; tier %v requires %v",
		[input.profile.tier, _spoken(input.requires)],
	),
	"at": "/links/backup/plan_rules",
	"expected": _needed_days(input.requires),
	"actual": [],
} if {
	input.links.backup.plan_rules == []
}

# The tier's days, and one more than the point-in-time window where the tier asks for one.
_needed_days(requires) := max([requires.backup_retention_days, object.get(requires, "pitr_window_days", 0) + 1])

_spoken(requires) := sprintf(
	"%v, and longer than the point-in-time window of %v",
	[retention.spoken(requires.backup_retention_days), retention.spoken(requires.pitr_window_days)],
) if {
	requires.pitr_window_days >= requires.backup_retention_days
} else := retention.spoken(requires.backup_retention_days)

_continuous(rule) := " (continuous backups, which AWS ends after 35 days at most)" if rule.continuous == true

else := ""

_limits(rule) := sprintf("%v or more", [rule.vault_min_retention_days]) if is_null(rule.vault_max_retention_days)

else := sprintf("%v or fewer", [rule.vault_max_retention_days]) if is_null(rule.vault_min_retention_days)

else := sprintf("%v to %v", [rule.vault_min_retention_days, rule.vault_max_retention_days])
