# METADATA
# title: What backup plans promise, vault by vault
# description: >-
#   The worst case of a plan is the longest interval of its schedule, its start window and its completion window
#   together. A plan rule promises nothing where the Region's settings leave the resource's type out, and nothing where
#   the lock of its vault refuses its retention: AWS Backup fails every job then. Nor where it deletes a recovery point
#   before the next is due. How often and how far back go together: of backups that are made daily and kept for a
#   week, and monthly and kept for a year, those of last quarter are a month apart. Copies of a continuous backup are
#   snapshots. (AWS Backup Developer Guide: "Create a backup plan", "AWS Backup Vault Lock", "Backup and tag copy".)
# schemas:
#   - input: schema.input
package recovery.backup_promises

import data.lib.backups
import data.lib.moments

# What is added to each vault by the rules that AWS Backup acts on: the next recovery point is there within so many
# seconds (null: nobody knows), and each stays for so many days (null: for ever).
by_vault := {entry[0]: _series(entry[0]) | some entry in _added}

_series(vault_arn) := {entry[1] |
	some entry in _added
	entry[0] == vault_arn
}

_added contains [rule.vault_arn, _periodic(rule, rule.delete_after_days)] if {
	some rule in _acted_on
	rule.continuous == false
}

# It promises nothing, but says what recovery points there are: that it is not acted on any more does not change them.
_added contains [rule.vault_arn, {"seconds": null, "days": _window_days, "continuous": true}] if {
	some rule in input.links.backup.plan_rules
	rule.continuous == true
}

_added contains [copy.vault_arn, _periodic(rule, _copied_days(copy, rule))] if {
	some rule in _acted_on
	some copy in rule.copies
}

# A continuous backup restores the last 35 days at most.
_window_days := 35

_periodic(rule, days) := {"seconds": _seconds(rule, days), "days": days, "continuous": false}

_seconds(rule, days) := worst if {
	is_number(rule.interval_seconds)
	worst := rule.interval_seconds + ((rule.start_window_minutes + rule.completion_window_minutes) * 60)
	_lasts(days, worst)
} else := null

_lasts(null, _) := true

_lasts(days, seconds) if {
	is_number(days)
	days * moments.day >= seconds
}

# A copy that is to stay for ever stays for as long as what it is a copy of.
_copied_days(copy, rule) := copy.delete_after_days if is_number(copy.delete_after_days)

else := rule.delete_after_days

_acted_on := [rule |
	some rule in input.links.backup.plan_rules
	true in {rule.needs_opt_in == false, input.links.backup.opted_in == true}
	backups.fits_vault(rule)
]
