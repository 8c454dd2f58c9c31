# METADATA
# title: A full backup is kept for as long as the tier requires, and longer than the point-in-time window
# description: >-
#   A loss that is noticed after the point-in-time window has moved on is only undone by a backup that is still
#   there: one that is deleted when the window ends adds nothing. A backup that never expires is kept long enough; but
#   one that is older than the days to be covered holds nothing of them, however long it is kept.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-006
#   severity: medium
#   kind: dynamodb.table
#   needs: [/config/pitr, /links/backup/recovery_points, /links/backups]
#   part_suffices: [/links/backup/recovery_points]
#   requires: [long_term_backup_days]
#   covers: [17]
#   controls:
#     aws_config: [BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK]
#     nist_800_53_r5: [CP-9, SI-12]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [A1.2, PI1.5]
#     hipaa: [164.316(b)(2)(i)]
#     cis_controls_8_1: ["3.4", "11.2"]
#   remediation: >-
#     On-demand backups stay until somebody deletes them; recovery points stay for their plan rule's DeleteAfterDays,
#     which must be more than 35, since that only equals the point-in-time window.
#     `aws dynamodb create-backup --table-name {name} --region {region} --backup-name {name}-long-term`
package rules.dynamodb.long_term_backup

import data.lib.backups
import data.lib.moments
import data.lib.retention

compliant if {
	needed := _needed_days(input.requires.long_term_backup_days, input.config.pitr)
	some group in _full_backups
	_kept_for(group, needed)
	moments.age(group.newest_at, input.taken_at, input.as_of) <= needed * moments.day
}

findings contains {
	"message": sprintf(
		"the longest-kept full backup stays for %v; tier %v requires %v, and longer than the point-in-time window",
		[retention.spoken(longest), input.profile.tier, retention.spoken(input.requires.long_term_backup_days)],
	),
	"at": "/links/backups",
	"expected": needed,
	"actual": longest,
} if {
	needed := _needed_days(input.requires.long_term_backup_days, input.config.pitr)
	longest := max([group.longest_days | some group in _full_backups; is_number(group.longest_days)])
	longest < needed
}

findings contains {
	"message": sprintf(
		"the newest full backup that is kept for %v is %v old: what changed since is kept for less",
		[retention.spoken(needed), moments.spoken(age)],
	),
	"at": "/links/backups",
	"expected": sprintf("made at %v or later", [moments.shifted(input.as_of, 0 - (needed * moments.day))]),
	"actual": newest,
} if {
	needed := _needed_days(input.requires.long_term_backup_days, input.config.pitr)
	newest := max([group.newest_at | some group in _full_backups; _kept_for(group, needed)])
	age := moments.seconds_between(newest, input.as_of)
	age > needed * moments.day
}

findings contains {
	"message": sprintf(
		"there is no full backup; tier %v requires one that is kept for %v",
		[input.profile.tier, retention.spoken(input.requires.long_term_backup_days)],
	),
	"at": "/links/backups",
	"expected": input.requires.long_term_backup_days,
	"actual": null,
} if {
	count(_full_backups) == 0
}

findings contains {
	"message": "AWS does not say how long the point-in-time window is, so no backup is proven to outlive it",
	"at": "/config/pitr/window_days",
	"expected": "a number of days",
	"actual": null,
} if {
	input.config.pitr.enabled == true
	is_null(input.config.pitr.window_days)
}

_full_backups contains group if some group in backups.full(input.links.backups)

_full_backups contains group if some group in backups.usable(input.links.backup.recovery_points, input.as_of)

_kept_for(group, _) if {
	is_number(group.never_expires)
	group.never_expires > 0
}

_kept_for(group, days) if {
	is_number(group.longest_days)
	group.longest_days >= days
}

# The tier's days, and one more than the window of a table that has one.
_needed_days(days, pitr) := days if pitr.enabled == false

_needed_days(days, pitr) := max([days, pitr.window_days + 1]) if {
	pitr.enabled == true
	is_number(pitr.window_days)
}
