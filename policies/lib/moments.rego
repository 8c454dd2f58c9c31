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

# Whether a moment had come when the facts were read. They are read for as long as the scan lasts, a day at most: what
# lies further ahead than that had not happened, and nobody knows that it did, however much later it is judged.
had_come(moment, taken_at) if seconds_between(taken_at, moment) <= day

# How many seconds before as_of a moment was. One that had not come when the facts were read gives no answer: what
# claims to be later than that proves nothing.
age(moment, taken_at, as_of) := seconds_between(moment, as_of) if had_come(moment, taken_at)

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
