# METADATA
# title: A backup precedes the last update of the table's stack
# description: >-
#   An upgrade that goes wrong is undone from what was there before it. A full backup from shortly before the stack's
#   last update, or point-in-time recovery that still reaches the moment of the update, brings that back. A table that
#   the update made has nothing to be brought back, and of updates longer ago than the tier looks back, backups may
#   have expired as planned.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-010
#   severity: medium
#   kind: dynamodb.table
#   needs: [/config/created_at, /config/pitr, /links/before_update, /links/stack]
#   part_suffices: [/links/before_update]
#   requires: [upgrade_backup_within_seconds, upgrade_backup_lookback_days]
#   covers: [16]
#   controls:
#     nist_800_53_r5: [CP-9, CP-10]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2, CC7.5]
#     dora: [Art. 12(1)]
#     nist_csf_2: [PR.DS-11]
#     fedramp_20x: [KSI-RPL-03]
#   remediation: >-
#     Make a backup the first step of every upgrade, and wait for it.
#     `aws dynamodb create-backup --table-name {name} --region {region} --backup-name {name}-before-upgrade`
package rules.dynamodb.backup_before_update

import data.lib.moments

exempt if is_null(input.links.stack)

exempt if is_null(input.links.stack.updated_at)

# Told by the snapshot alone: nothing is better because it is judged later.
exempt if {
	ago := moments.seconds_between(input.links.stack.updated_at, input.taken_at)
	ago > input.requires.upgrade_backup_lookback_days * moments.day
}

exempt if moments.seconds_between(input.links.stack.updated_at, input.config.created_at) >= 0

compliant if {
	_asked(input.links.stack.updated_at, input.config.created_at, input.requires, input.taken_at)
	is_array(input.links.before_update)
	some backup in input.links.before_update
	_within(backup.made_at, input.links.stack.updated_at, input.requires.upgrade_backup_within_seconds)
}

compliant if {
	_asked(input.links.stack.updated_at, input.config.created_at, input.requires, input.taken_at)
	is_number(input.requires.upgrade_backup_within_seconds)
	input.config.pitr.enabled == true
	moments.seconds_between(input.config.pitr.earliest_restorable_at, input.links.stack.updated_at) >= 0
	moments.seconds_between(input.links.stack.updated_at, input.config.pitr.latest_restorable_at) >= 0
	moments.had_come(input.config.pitr.latest_restorable_at, input.taken_at)
}

findings contains {
	"message": sprintf(
		"stack %v was updated on %v: %v, and point-in-time recovery does not reach back to it",
		[input.links.stack.name, input.links.stack.updated_at, _newest(input.links.before_update)],
	),
	"at": "/links/before_update",
	"expected": sprintf("made at %v or later, before the update", [moments.shifted(
		input.links.stack.updated_at,
		0 - input.requires.upgrade_backup_within_seconds,
	)]),
	"actual": [backup.made_at | some backup in input.links.before_update],
} if {
	is_array(input.links.before_update)
	_asked(input.links.stack.updated_at, input.config.created_at, input.requires, input.taken_at)
}

# The update is recent, and there was a table before it.
_asked(updated_at, created_at, requires, taken_at) if {
	moments.seconds_between(updated_at, taken_at) <= requires.upgrade_backup_lookback_days * moments.day
	moments.seconds_between(created_at, updated_at) > 0
}

_within(made_at, updated_at, seconds) if {
	before := moments.seconds_between(made_at, updated_at)
	before > 0
	before <= seconds
}

_newest(backups) := sprintf("the newest full backup from before is of %v", [newest]) if {
	newest := max([backup.made_at | is_array(backups); some backup in backups])
} else := "there is no full backup from before"
