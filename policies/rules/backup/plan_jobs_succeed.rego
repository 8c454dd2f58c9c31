# METADATA
# title: What a plan writes can succeed
# description: >-
#   AWS Backup takes a plan whose every job fails: one that keeps for shorter or longer than its vault's lock allows,
#   or names a vault that is not there. A lifecycle must also leave 90 days in cold storage (BackupRule.Lifecycle in the
#   AWS Backup API reference). A copy without a lifecycle of its own keeps its source's retention ("Backup and tag
#   copy" in the Developer Guide).
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.plan"]
# custom:
#   id: BKP-026
#   severity: high
#   kind: backup.plan
#   needs: [/config/rules, /links/targets]
#   requires: [plan_works]
#   covers: [49, 55, 101]
#   controls:
#     aws_backup_audit_manager: [BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK]
#     nist_800_53_r5: [CP-9, SI-12]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.2"]
#   remediation: >-
#     Change the lifecycle of the rule or copy so that it lies within the limits of the vault's lock.
#     `aws backup update-backup-plan --region {region} --backup-plan-id <plan> --backup-plan file://plan.json`
package rules.backup.plan_jobs_succeed

import data.lib.retention

compliant if {
	input.requires.plan_works == true
	is_array(input.config.rules)
	input.config.rules != []
	every rule in input.config.rules {
		_cold_enough(rule)
		_accepted(rule.delete_after_days, _home(rule.vault_name), _targets)
		every copy in rule.copies {
			_cold_enough(copy)
			_accepted(_kept(copy, rule), copy.vault_arn, _targets)
		}
	}
}

unknown contains sprintf("nobody looked for the vault %v, so its lock is not known", [target.vault_arn]) if {
	count(_faults) == 0
	is_array(input.links.targets)
	some target in input.links.targets
	is_null(target.exists)
}

findings contains fault if some fault in _faults

_targets := input.links.targets if is_array(input.links.targets)

# The vault in the plan's own account and Region, which a rule gives by its name.
_home(name) := concat(":", [concat(":", array.slice(split(input.id, ":"), 0, 5)), "backup-vault", name])

_kept(copy, rule) := rule.delete_after_days if is_null(copy.delete_after_days)

else := copy.delete_after_days if is_number(copy.delete_after_days)

_accepted(days, vault_arn, targets) if {
	some target in targets
	target.vault_arn == vault_arn
	target.exists == true
	_fits(days, target)
}

_fits(days, target) if {
	_long_enough(days, target.min_retention_days)
	_short_enough(days, target.max_retention_days)
}

_long_enough(_, null) := true

_long_enough(days, least) if {
	is_number(least)
	retention.lasts(days, least)
}

_short_enough(_, null) := true

_short_enough(days, most) if {
	is_number(days)
	is_number(most)
	days <= most
}

# AWS's own minimum, not a tier's.
_cold_enough(lifecycle) if is_null(lifecycle.move_to_cold_after_days)

_cold_enough(lifecycle) if {
	is_number(lifecycle.move_to_cold_after_days)
	retention.lasts(lifecycle.delete_after_days, lifecycle.move_to_cold_after_days + 90)
}

# Everything that the plan writes, with the place that says so.
_writes contains {
	"what": sprintf("rule '%v'", [rule.name]),
	"at": sprintf("/config/rules/%v", [i]),
	"days": rule.delete_after_days,
	"vault_arn": _home(rule.vault_name),
	"lifecycle": object.filter(rule, ["delete_after_days", "move_to_cold_after_days"]),
} if {
	is_array(input.config.rules)
	some i, rule in input.config.rules
}

_writes contains {
	"what": sprintf("a copy of rule '%v'", [rule.name]),
	"at": sprintf("/config/rules/%v/copies/%v", [i, j]),
	"days": _kept(copy, rule),
	"vault_arn": copy.vault_arn,
	"lifecycle": object.filter(copy, ["delete_after_days", "move_to_cold_after_days"]),
} if {
	is_array(input.config.rules)
	some i, rule in input.config.rules
	some j, copy in rule.copies
}

_faults contains {
	"message": sprintf(
		"%v keeps for %v, but the lock of %v allows %v days only: every job fails",
		[write.what, retention.spoken(write.days), write.vault_arn, _limits(target)],
	),
	"at": sprintf("%v/delete_after_days", [write.at]),
	"expected": _limits(target),
	"actual": write.days,
} if {
	is_array(input.links.targets)
	some write in _writes
	some target in input.links.targets
	target.vault_arn == write.vault_arn
	target.exists == true
	days := write.days
	not _fits(days, target)
}

_faults contains {
	"message": sprintf("%v goes to %v, which is not there: every job fails", [write.what, write.vault_arn]),
	"at": write.at,
	"expected": "a vault that exists",
	"actual": write.vault_arn,
} if {
	is_array(input.links.targets)
	some write in _writes
	some target in input.links.targets
	target.vault_arn == write.vault_arn
	target.exists == false
}

_faults contains {
	"message": sprintf(
		"%v moves to cold storage after %v and deletes after %v: AWS keeps nothing there for less than 90 days",
		[
			write.what, retention.spoken(write.lifecycle.move_to_cold_after_days),
			retention.spoken(write.lifecycle.delete_after_days),
		],
	),
	"at": sprintf("%v/move_to_cold_after_days", [write.at]),
	"expected": sprintf("%v or fewer", [write.lifecycle.delete_after_days - 90]),
	"actual": write.lifecycle.move_to_cold_after_days,
} if {
	some write in _writes
	lifecycle := write.lifecycle
	not _cold_enough(lifecycle)
}

_limits(target) := sprintf("%v or more", [target.min_retention_days]) if is_null(target.max_retention_days)

else := sprintf("%v or fewer", [target.max_retention_days]) if is_null(target.min_retention_days)

else := sprintf("%v to %v", [target.min_retention_days, target.max_retention_days])
