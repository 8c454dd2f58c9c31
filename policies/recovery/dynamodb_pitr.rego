# METADATA
# title: Point-in-time recovery of a DynamoDB table
# description: >-
#   It restores the table as a new one, as it was at any second between the earliest and the latest restorable moment;
#   the latest is typically five minutes ago, and the window begins anew when it is turned off and on. When a table
#   that has it is deleted, DynamoDB makes a system backup of the last moment and keeps it for 35 days, without
#   charge: an ordinary mistake is undone by it; an administrator turns point-in-time recovery off first. (DynamoDB
#   Developer Guide, "Point-in-time recovery" and "Deleting a table with point-in-time recovery enabled".)
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
package recovery.dynamodb_pitr

import data.lib.moments
import data.recovery.shared

paths := array.concat(_window, _last_moment)

fallen := [{
	"mechanism": "dynamodb_pitr",
	"because": "point-in-time recovery is off, so no moment of the past can be restored",
} |
	input.config.pitr.enabled == false
]

_typically_behind_seconds := 300

_system_backup_days := 35

_window := [shared.path({
	"mechanism": "dynamodb_pitr",
	"account": input.account,
	"region": input.region,
	"own_key": true,
	"promised_seconds": _typically_behind_seconds,
	"observed_seconds": shared.observed(pitr.latest_restorable_at, input.taken_at, input.as_of),
	"continuous": true,
	"earliest_at": pitr.earliest_restorable_at,
	"latest_at": pitr.latest_restorable_at,
	"reach_seconds": reach,
	"traits": ({"keeps_deleted", "keeps_overwritten"} | _reaching(reach)),
	"why": {
		"reaches_back": sprintf("point-in-time recovery reaches back to %v only", [pitr.earliest_restorable_at]),
		"outlives_resource": "point-in-time recovery ends with the table",
		"outlives_account": "an administrator turns point-in-time recovery off, and all of it is gone at once",
		"other_region": "point-in-time recovery restores only while the table's Region answers",
		"restores_configuration": "a restored table lacks the TTL, streams, alarms and tags of the old one",
	},
	"because": sprintf(
		"restore the table to a new one as of any second from %v to %v",
		[pitr.earliest_restorable_at, pitr.latest_restorable_at],
	),
	"evidence": ["/config/pitr"],
}) |
	pitr := input.config.pitr
	pitr.enabled == true
	is_number(pitr.window_days)
	moments.had_come(pitr.latest_restorable_at, input.taken_at)
	reach := min([pitr.window_days * moments.day, _recorded(pitr)])
]

_last_moment := [shared.path({
	"mechanism": "dynamodb_deleted_table_backup",
	"account": input.account,
	"region": input.region,
	"own_key": true,
	"promised_seconds": 0,
	"observed_seconds": 0,
	"reach_seconds": _system_backup_days * moments.day,
	"traits": {"outlives_resource"},
	"why": {
		"keeps_deleted": "the system backup is made only when the table is deleted, of its last moment",
		"keeps_overwritten": "the system backup is made only when the table is deleted, of its last moment",
		"outlives_account": "an administrator turns point-in-time recovery off first, or deletes the system backup",
		"other_region": "the system backup lies in the table's Region",
	},
	"because": concat(" ", [
		"restore the system backup that DynamoDB makes of a table with point-in-time recovery when it is deleted,",
		"and keeps for 35 days",
	]),
	"evidence": ["/config/pitr/enabled"],
}) |
	input.config.pitr.enabled == true
]

# What was recorded when the table was read. To the nearest hour: both ends of a full window move on together.
_recorded(pitr) := round(recorded / moments.hour) * moments.hour if {
	recorded := moments.seconds_between(pitr.earliest_restorable_at, pitr.latest_restorable_at)
}

_reaching(reach) := {"reaches_back"} if shared.back(reach, input.requires)

else := {"reaches_back"} if {
	# Recording began with the table, and the window has not moved on since: there is nothing older to reach.
	is_null(input.config.restore)
	shared.whole_life(input.config.pitr.earliest_restorable_at, input.config.created_at)
	_recorded(input.config.pitr) <= input.config.pitr.window_days * moments.day
}

else := set()
