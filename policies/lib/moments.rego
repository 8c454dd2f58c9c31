# METADATA
# title: Moments, and the time between them
# description: >-
#   Moments are RFC 3339 strings in UTC. A null one gives no answer at all, so it proves nothing.
package lib.moments

day := 86400

hour := 3600

# Whole seconds from one moment to another; negative when the other is earlier.
seconds_between(from, to) := floor((time.parse_rfc3339_ns(to) - time.parse_rfc3339_ns(from)) / 1000000000) if {
	is_string(from)
	is_string(to)
}

# How many seconds ago a moment was. One that lies more than a day ahead gives no answer: facts are read later than
# as_of by as long as the scan is under way, and what claims to be later than that proves nothing.
age(moment, as_of) := seconds if {
	seconds := seconds_between(moment, as_of)
	seconds >= 0 - day
}

# The moment so many seconds after another; before it when they are negative.
shifted(from, seconds) := time.format(time.parse_rfc3339_ns(from) + (seconds * 1000000000)) if {
	is_string(from)
	is_number(seconds)
}

# A duration for people, in its three largest units: "35 days", "1 day 6 h".
spoken(seconds) := "0 s" if seconds <= 0

else := concat(" ", array.slice(_parts(seconds), 0, 3))

_parts(seconds) := [text |
	some part in [
		{"count": floor(seconds / day), "unit": "days"},
		{"count": floor((seconds % day) / hour), "unit": "h"},
		{"count": floor((seconds % hour) / 60), "unit": "min"},
		{"count": seconds % 60, "unit": "s"},
	]
	part.count > 0
	text := sprintf("%v %v", [part.count, _unit(part)])
]

_unit(part) := "day" if {
	part.unit == "days"
	part.count == 1
}

else := part.unit
