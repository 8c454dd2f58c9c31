# METADATA
# title: Copies go where the tier requires, and have arrived
# description: >-
#   For each direction (another Region, another account) a plan rule must copy to a vault there, and a usable copy
#   must lie in that vault, or a copy job to it must have completed within the copy's retention; and no copy job to
#   it may have failed since. A copy that is only configured restores nothing.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-006
#   severity: high
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/copy_jobs, /links/backup/plan_rules, /links/backup/recovery_points]
#   part_suffices: [/links/backup/recovery_points]
#   requires: [backup_copies]
#   covers: [52]
#   controls:
#     aws_backup_audit_manager:
#       - BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION
#       - BACKUP_RESOURCES_PROTECTED_BY_CROSS_ACCOUNT
#     nist_800_53_r5: [CP-6, "CP-6(1)", "CP-9(3)", "CP-9(5)"]
#     iso_27001_2022: [A.5.29, A.8.13, A.8.14]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.4"]
#     dora: [Art. 12(3)]
#     nis2: [2024/2690 annex 4.2]
#     aws_well_architected: [REL13-BP02]
#   remediation: >-
#     Add a CopyAction to the plan rule (for tables AWS Backup's advanced DynamoDB features must be on, and the key must
#     be usable over there), then read the copy job's message if it fails.
#     `aws backup update-backup-plan --region {region} --backup-plan-id <plan> --backup-plan file://plan.json`
package rules.backup.copies

import data.lib.backups
import data.lib.moments

compliant if {
	input.requires.backup_copies != []
	every direction in input.requires.backup_copies {
		direction in _arrived
	}
}

findings contains {
	"message": sprintf(
		"no %v copy is configured; tier %v requires one",
		[object.get(_spoken, direction, direction), input.profile.tier],
	),
	"at": "/links/backup/plan_rules",
	"expected": direction,
	"actual": [copy.vault_arn | some rule in input.links.backup.plan_rules; some copy in rule.copies],
} if {
	some direction in input.requires.backup_copies
	count([target | some target in _targets; target.direction == direction]) == 0
}

findings contains {
	"message": sprintf(
		"a %v copy to %v is configured, but %v; tier %v requires one that has arrived",
		[object.get(_spoken, direction, direction), vault_arn, _failure(vault_arn, copy_jobs), input.profile.tier],
	),
	"at": "/links/backup/copy_jobs",
	"expected": "COMPLETED",
	"actual": {job.state | some job in copy_jobs; job.vault_arn == vault_arn},
} if {
	some direction in input.requires.backup_copies
	missing := {direction} - _arrived
	some target in _targets
	target.direction in missing
	vault_arn := target.copy.vault_arn
	copy_jobs := input.links.backup.copy_jobs
}

_spoken := {"cross_account": "cross-account", "cross_region": "cross-Region"}

# The copies that plan rules make elsewhere, by direction.
_targets contains {"direction": "cross_region", "copy": copy} if {
	some rule in input.links.backup.plan_rules
	some copy in rule.copies
	copy.region != input.region
}

_targets contains {"direction": "cross_account", "copy": copy} if {
	some rule in input.links.backup.plan_rules
	some copy in rule.copies
	copy.account != input.account
}

# The directions in which a copy lies where a plan rule sends it, and no later copy job to that vault failed.
_arrived contains target.direction if {
	copy_jobs := input.links.backup.copy_jobs
	some target in _targets
	points := input.links.backup.recovery_points
	some arrived_at in _arrivals(target.copy, points, copy_jobs, input.taken_at, input.as_of)
	count(_failures_after(arrived_at, target.copy.vault_arn, copy_jobs)) == 0
}

_arrivals(copy, points, copy_jobs, taken_at, as_of) := {point.newest_at |
	some point in backups.usable(points, as_of)
	point.vault_arn == copy.vault_arn
	moments.had_come(point.newest_at, taken_at)
} | {job.newest_at |
	some job in copy_jobs
	job.vault_arn == copy.vault_arn
	job.state == "COMPLETED"
	_still_kept(copy, moments.age(job.newest_at, taken_at, as_of))
}

_still_kept(copy, _) if is_null(copy.delete_after_days)

_still_kept(copy, seconds) if {
	is_number(copy.delete_after_days)
	seconds <= copy.delete_after_days * moments.day
}

_failures_after(moment, vault_arn, copy_jobs) := {job.state |
	some job in backups.failed(copy_jobs)
	job.vault_arn == vault_arn
	moments.seconds_between(moment, job.newest_at) >= 0
}

_failure(vault_arn, copy_jobs) := concat(", ", failed) if {
	failed := {text |
		some job in backups.failed(copy_jobs)
		job.vault_arn == vault_arn
		text := sprintf(
			"a copy job ended %v at %v (%v in all; %v), and none has completed since",
			[job.state, job.newest_at, job.count, _reason(job.message)],
		)
	}
	count(failed) > 0
} else := "none has arrived"

_reason(null) := "AWS gives no reason"

_reason(message) := message if is_string(message)
