# METADATA
# title: Point-in-time recovery reaches back as far today as the tier requires
# description: >-
#   The window is filled by time alone: turning point-in-time recovery off and on again, or restoring the table,
#   starts it anew, whatever period is configured. So the reach is measured from the earliest restorable moment to
#   the latest. A table whose point-in-time recovery began within a day of its creation, and which is no restore of
#   another, has lost nothing yet: its whole life can be reached.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-003
#   severity: high
#   kind: dynamodb.table
#   needs: [/config/created_at, /config/pitr, /config/restore]
#   requires: [pitr_window_days]
#   covers: [8]
#   controls:
#     aws_fsbp: [DynamoDB.2]
#     nist_800_53_r5: [CP-9, "CP-6(2)", CP-10]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2, A1.3]
#     gdpr: [32(1)(c)]
#   remediation: >-
#     Nothing brings back what was not recorded: take a full backup now, leave point-in-time recovery on, and deny
#     dynamodb:UpdateContinuousBackups to whoever turned it off (CloudTrail says who).
#     `aws dynamodb create-backup --table-name {name} --region {region} --backup-name before-the-window-is-full`
package rules.dynamodb.pitr_reach

import data.lib.moments
import data.lib.retention

compliant if {
	input.config.pitr.enabled == true
	_reach_seconds(input.config.pitr, input.taken_at) >= input.requires.pitr_window_days * moments.day
}

compliant if {
	is_number(input.requires.pitr_window_days)
	input.config.pitr.enabled == true
	is_null(input.config.restore)
	_since_creation(input.config.created_at, input.config.pitr, input.taken_at)
}

findings contains {
	"message": sprintf(
		"restores reach back %v today; tier %v requires %v (turning it off and on, or restoring, begins anew; %v)",
		[moments.spoken(reach), input.profile.tier, retention.spoken(days), _outlook(input.config.pitr, days)],
	),
	"at": "/config/pitr/earliest_restorable_at",
	"expected": sprintf("%v or earlier", [moments.shifted(input.as_of, 0 - (days * moments.day))]),
	"actual": input.config.pitr.earliest_restorable_at,
} if {
	input.config.pitr.enabled == true
	days := input.requires.pitr_window_days
	reach := _reach_seconds(input.config.pitr, input.taken_at)
	reach < days * moments.day
}

findings contains {
	"message": "AWS does not say how far back restores reach, so nothing is proven",
	"at": "/config/pitr",
	"expected": {"earliest_restorable_at": "a moment", "latest_restorable_at": "a moment", "window_days": "a number"},
	"actual": object.filter(input.config.pitr, ["earliest_restorable_at", "latest_restorable_at", "window_days"]),
} if {
	input.config.pitr.enabled == true
	some part in [
		input.config.pitr.earliest_restorable_at,
		input.config.pitr.latest_restorable_at,
		input.config.pitr.window_days,
	]
	is_null(part)
}

findings contains {
	"message": sprintf(
		"point-in-time recovery is off, so no moment of the past can be restored; tier %v requires %v",
		[input.profile.tier, retention.spoken(input.requires.pitr_window_days)],
	),
	"at": "/config/pitr/enabled",
	"expected": true,
	"actual": false,
} if {
	input.config.pitr.enabled == false
}

# How far back restores reach: never further than the configured window.
_reach_seconds(pitr, taken_at) := min([pitr.window_days * moments.day, _recorded_seconds(pitr, taken_at)]) if {
	is_number(pitr.window_days)
}

# How long had been recorded when the table was read, whatever the moment that it is judged for: nobody knows whether
# it stayed on. To the nearest hour: both ends of a full window move on together, and AWS lets the latest restorable
# moment trail the present by about five minutes.
_recorded_seconds(pitr, taken_at) := round(recorded / moments.hour) * moments.hour if {
	moments.had_come(pitr.latest_restorable_at, taken_at)
	recorded := moments.seconds_between(pitr.earliest_restorable_at, pitr.latest_restorable_at)
}

# Recording began with the table, and the window has not moved on since.
_since_creation(created_at, pitr, taken_at) if {
	is_number(pitr.window_days)
	moments.seconds_between(created_at, pitr.earliest_restorable_at) <= moments.day
	_recorded_seconds(pitr, taken_at) <= pitr.window_days * moments.day
}

_outlook(pitr, days) := sprintf("full on %v if it stays on", [moments.shifted(pitr.earliest_restorable_at, full)]) if {
	pitr.window_days >= days
	full := days * moments.day
} else := sprintf("the configured %v are the most it can ever be", [retention.spoken(pitr.window_days)])
