# METADATA
# title: What the mechanisms of recovery have in common
# description: Functions of their arguments. What is null proves nothing.
package recovery.shared

import data.lib.moments

# A path before it is judged. Everything that a mechanism does not give is unknown, and holds nothing.
#   traits: what it can do (recovery.scenarios). why: for a trait that it lacks, a better reason than the scenario's.
#   own_key: it can be read only with the key of the resource. cold_seconds: what cold storage adds to a restore.
path(given) := object.union(
	{
		"account": null,
		"arn": null,
		"cold_seconds": 0,
		"continuous": false,
		"earliest_at": null,
		"immutable_until": null,
		"latest_at": null,
		"observed_seconds": null,
		"own_key": false,
		"promised_seconds": null,
		"reach_seconds": null,
		"region": null,
	},
	given,
)

# The worse of what is promised and what was observed; null, if either is not known or has no bound.
worse(promised, observed) := max([promised, observed]) if {
	is_number(promised)
	is_number(observed)
} else := null

# How long before as_of a moment was, 0 at least; undefined for one that had not come when the facts were read.
observed(moment, taken_at, as_of) := max([0, moments.age(moment, taken_at, as_of)])

# How far back a moment lies behind the snapshot, whatever the moment that is judged for. To the nearest hour: a scan
# takes its time, and both ends of a window move on together.
reach(moment, taken_at) := max([0, round(seconds / moments.hour) * moments.hour]) if {
	seconds := moments.seconds_between(moment, taken_at)
}

# Whether something reaches back as far as it takes to notice a loss. Where no tier says how far, any reach counts.
back(reach_seconds, requires) if {
	is_number(reach_seconds)
	reach_seconds >= object.get(requires, "noticed_within_days", 0) * moments.day
}

# The trait of what reaches back so far.
reaching(reach_seconds, requires) := {"reaches_back"} if back(reach_seconds, requires)

else := set()

# Whether something goes back to when the resource was created, or to within a day of it: there is no more to reach.
whole_life(moment, created_at) if moments.seconds_between(created_at, moment) <= moments.day

# A number of days in seconds; null for ever.
seconds(null) := null

seconds(days) := days * moments.day if is_number(days)

# Whether a gap's path and a pointer are about the same thing: equal, or one within the other.
touches(path, pointer) if path == pointer

touches(path, pointer) if startswith(pointer, concat("", [path, "/"]))

touches(path, pointer) if startswith(path, concat("", [pointer, "/"]))
