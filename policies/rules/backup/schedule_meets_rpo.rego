# METADATA
# title: A backup plan's schedule meets the recovery point objective
# description: >-
#   A job may start as late as its start window and end as late as its completion window, so the worst case between
#   two recovery points is the longest interval of the schedule and both windows together. AWS's defaults are 8 hours
#   and 7 days: a daily plan that leaves them promises eight days and a third.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-004
#   severity: high
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/plan_rules]
#   requires: [backup_rpo_seconds]
#   covers: [50]
#   controls:
#     aws_config: [BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK]
#     aws_backup_audit_manager: [BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK]
#     nist_800_53_r5: [CP-9, "CP-6(2)"]
#     iso_27001_2022: [A.5.30, A.8.13]
#     soc_2: [A1.2]
#     fedramp_20x: [KSI-RPL-03]
#     dora: [Art. 12(6)]
#     aws_well_architected: [REL09-BP03, REL13-BP01]
#   remediation: >-
#     Set StartWindowMinutes (at least 60) and CompletionWindowMinutes in the plan rule, then shorten the schedule.
#     `aws backup update-backup-plan --region {region} --backup-plan-id <plan> --backup-plan file://plan.json`
package rules.backup.schedule_meets_rpo

import data.lib.backups
import data.lib.moments

compliant if {
	some rule in input.links.backup.plan_rules
	_worst_case_seconds(rule) <= input.requires.backup_rpo_seconds
	backups.fits_vault(rule)
}

findings contains {
	"message": sprintf(
		"%v may lose %v (every %v, up to %v to start, up to %v to complete); tier %v allows %v%v",
		[
			backups.spoken(rule), moments.spoken(worst), moments.spoken(rule.interval_seconds),
			moments.spoken(rule.start_window_minutes * 60), moments.spoken(rule.completion_window_minutes * 60),
			input.profile.tier, moments.spoken(allowed), _advice(rule, allowed),
		],
	),
	"at": sprintf("/links/backup/plan_rules/%v/%v", [i, _culprit(rule, allowed)]),
	"expected": allowed,
	"actual": worst,
} if {
	allowed := input.requires.backup_rpo_seconds
	some i, rule in input.links.backup.plan_rules
	worst := _worst_case_seconds(rule)
	worst > allowed
}

findings contains {
	"message": sprintf("the schedule of %v could not be evaluated, so it proves nothing", [backups.spoken(rule)]),
	"at": sprintf("/links/backup/plan_rules/%v/interval_seconds", [i]),
	"expected": input.requires.backup_rpo_seconds,
	"actual": null,
} if {
	some i, rule in input.links.backup.plan_rules
	is_null(rule.interval_seconds)
}

findings contains {
	"message": sprintf("%v retains outside the limits of its vault's lock: every job fails", [backups.spoken(rule)]),
	"at": sprintf("/links/backup/plan_rules/%v/delete_after_days", [i]),
	"expected": {"least": rule.vault_min_retention_days, "most": rule.vault_max_retention_days},
	"actual": rule.delete_after_days,
} if {
	some i, rule in input.links.backup.plan_rules
	not backups.fits_vault(rule)
}

findings contains {
	"message": sprintf(
		"no backup plan selects it; tier %v allows a loss of %v",
		[input.profile.tier, moments.spoken(input.requires.backup_rpo_seconds)],
	),
	"at": "/links/backup/plan_rules",
	"expected": input.requires.backup_rpo_seconds,
	"actual": [],
} if {
	input.links.backup.plan_rules == []
}

_worst_case_seconds(rule) := rule.interval_seconds + _windows_seconds(rule) if is_number(rule.interval_seconds)

_windows_seconds(rule) := (rule.start_window_minutes + rule.completion_window_minutes) * 60

# Where the schedule alone would do, the windows are what to change.
_advice(rule, allowed) := concat("", [
	"; the schedule alone would do: shorten the windows ",
	"(AWS's defaults are 8 h to start and 7 days to complete)",
]) if {
	rule.interval_seconds <= allowed
} else := ""

_culprit(rule, allowed) := "interval_seconds" if rule.interval_seconds > allowed

else := "completion_window_minutes" if rule.completion_window_minutes >= rule.start_window_minutes

else := "start_window_minutes"
