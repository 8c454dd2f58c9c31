# METADATA
# title: Backups, recovery points, and what backup plans promise
package lib.backups

import data.lib.moments
import data.lib.retention

# Full backups that somebody asked for and that can be restored. SYSTEM backups do not count: DynamoDB makes
# them of a table that is being deleted, so a living table has none of its own.
full(groups) := [group |
	is_array(groups)
	some group in groups
	group.type in {"AWS_BACKUP", "USER"}
	group.status == "AVAILABLE"
	group.count > 0
]

# Recovery points that can be restored at a moment. AWS Backup documents AVAILABLE as ready for use beside the older
# COMPLETED; PARTIAL, EXPIRED, STOPPED, DELETING and CREATING are not, nor are those that will have expired by then.
usable(groups, as_of) := [group |
	is_array(groups)
	some group in groups
	group.status in {"AVAILABLE", "COMPLETED"}
	group.count > 0
	_some_left(group, as_of)
]

_some_left(group, _) if {
	is_number(group.never_expires)
	group.never_expires > 0
}

_some_left(group, as_of) if moments.seconds_between(as_of, group.latest_expiry_at) > 0

# Jobs that neither completed nor are under way: FAILED, ABORTED, EXPIRED, PARTIAL, and whatever AWS may add.
failed(jobs) := [job |
	some job in jobs
	state := object.get(job, "state", null)
	not state in {"COMPLETED", "CREATED", "PENDING", "RUNNING"}
]

# Whether a plan rule keeps its recovery points for so many days. A continuous backup ends after 35 days at most
# (AWS's limit), so one without an end proves nothing.
keeps(rule, days) if {
	rule.continuous == false
	retention.lasts(rule.delete_after_days, days)
}

keeps(rule, days) if {
	rule.continuous == true
	is_number(rule.delete_after_days)
	rule.delete_after_days >= days
}

# Whether a plan rule's retention lies within the limits of its vault's lock: AWS Backup fails every job otherwise.
fits_vault(rule) if {
	_long_enough(rule.delete_after_days, rule.vault_min_retention_days)
	_short_enough(rule.delete_after_days, rule.vault_max_retention_days)
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

# A plan rule for people.
spoken(rule) := sprintf("rule '%v' of plan '%v'", [rule.rule_name, rule.plan_name])
