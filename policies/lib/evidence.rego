# METADATA
# title: What people attest, and whether it still holds
# description: >-
#   Records are those of input.links.evidence. `asked` says by when they are judged and how old they may be:
#   {"days", "taken_at", "as_of"}; what it needs of a restore test is in "checked". A record that has expired, is too
#   old, claims to be from the future, or is contradicted by its artefact or by AWS Backup, proves nothing.
package lib.evidence

import data.lib.moments

# Decisions and approvals of a topic that hold, each approved by somebody.
decisions(records, topic, asked) := [record |
	some record in of_topic(records, topic)
	record.type in {"approval", "decision"}
	count(record.approved_by) > 0
	_holds(record, asked)
]

# Restore tests of a topic that hold: passed, and everything was looked at that asked.checked names. A test after
# which another one of the topic went wrong does not hold: what it proved may be so no longer.
tests(records, topic, asked) := [record |
	some record in of_topic(records, topic)
	record.type == "restore_test"
	record.result == "passed"
	every what in asked.checked {
		what in record.checked
	}
	_holds(record, asked)
	every other in records {
		_stands_beside(record, other)
	}
]

# Records of a topic, of every type, that hold.
current(records, topic, asked) := [record |
	some record in of_topic(records, topic)
	_holds(record, asked)
]

# Restore tests that passed, and exports, of whatever topic, that hold.
restored_or_exported(records, asked) := [record |
	is_array(records)
	some record in records
	_brought_back(record)
	_holds(record, asked)
]

_brought_back(record) if record.type == "export"

_brought_back(record) if {
	record.type == "restore_test"
	record.result == "passed"
}

of_topic(records, topic) := [record |
	is_array(records)
	some record in records
	record.topic == topic
]

# Whether a record takes nothing from a test: it is of something else, went well, or is no later.
_stands_beside(test, other) if other.topic != test.topic

_stands_beside(_, other) if other.type != "restore_test"

_stands_beside(_, other) if other.result == "passed"

_stands_beside(test, other) if other.dated_at <= test.dated_at

_holds(record, asked) if {
	moments.age(record.dated_at, asked.taken_at, asked.as_of) <= asked.days * moments.day
	_unexpired(record.expires_at, asked.as_of)
	record.verified in {null, true}
}

_unexpired(null, _) := true

_unexpired(expires_at, as_of) if moments.seconds_between(as_of, expires_at) > 0

# Why no decision of a topic holds, as findings.
undecided(records, topic, asked) := {finding |
	some finding in _faults(records, topic, asked, {"approval", "decision"})
} | _absent(records, topic, {"approval", "decision"}, "no decision or approval")

# Why no restore test of a topic holds, as findings.
untested(records, topic, asked) := {finding |
	some finding in _faults(records, topic, asked, {"restore_test"})
} | _absent(records, topic, {"restore_test"}, "no restore test")

_absent(records, topic, types, what) := {finding |
	is_array(records)
	count([record | some record in of_topic(records, topic); record.type in types]) == 0
	finding := {
		"message": sprintf("there is %v with the topic %v", [what, topic]),
		"at": "/links/evidence",
		"expected": topic,
		"actual": null,
	}
}

_faults(records, topic, asked, types) := {finding |
	is_array(records)
	some i, record in records
	record.topic == topic
	record.type in types
	some faults in [
		_too_old(record, asked),
		_from_the_future(record, asked),
		_expired(record, asked),
		_altered(record),
		_unapproved(record),
		_not_passed(record),
		_unchecked(record, asked),
		_undone(record, records),
	]
	some fault in faults
	finding := {
		"message": sprintf("%v: %v", [record.name, fault.message]),
		"at": sprintf("/links/evidence/%v/%v", [i, fault.field]),
		"expected": fault.expected,
		"actual": record[fault.field],
	}
}

_too_old(record, asked) := {{
	"message": sprintf("it is %v old; the tier allows %v days", [moments.spoken(age), asked.days]),
	"field": "dated_at",
	"expected": sprintf("%v or later", [moments.shifted(asked.as_of, 0 - (asked.days * moments.day))]),
} |
	age := moments.age(record.dated_at, asked.taken_at, asked.as_of)
	age > asked.days * moments.day
}

_from_the_future(record, asked) := {{
	"message": "it is dated after the snapshot, so it has not happened",
	"field": "dated_at",
	"expected": sprintf("%v or earlier", [asked.taken_at]),
} |
	moments.seconds_between(asked.taken_at, record.dated_at) > moments.day
}

_expired(record, asked) := {{
	"message": "it has expired",
	"field": "expires_at",
	"expected": sprintf("after %v", [asked.as_of]),
} |
	moments.seconds_between(record.expires_at, asked.as_of) >= 0
}

_altered(record) := {{
	"message": "its artefact has changed, or AWS Backup contradicts it",
	"field": "verified",
	"expected": true,
} |
	record.verified == false
}

_unapproved(record) := {{
	"message": "nobody approved it",
	"field": "approved_by",
	"expected": "a name",
} |
	record.type in {"approval", "decision"}
	count(record.approved_by) == 0
}

_not_passed(record) := {{
	"message": "it did not pass",
	"field": "result",
	"expected": "passed",
} |
	record.type == "restore_test"
	record.result != "passed"
}

_unchecked(record, asked) := {{
	"message": sprintf("it did not look at %v", [concat(", ", missing)]),
	"field": "checked",
	"expected": asked.checked,
} |
	record.type == "restore_test"
	looked_at := record.checked
	missing := sort([what | some what in asked.checked; not what in looked_at])
	count(missing) > 0
}

_undone(record, records) := {{
	"message": "a later test of the same topic went wrong",
	"field": "dated_at",
	"expected": sprintf("%v or later", [max(later)]),
} |
	record.result == "passed"
	later := {other.dated_at |
		some other in of_topic(records, record.topic)
		other.type == "restore_test"
		other.result != "passed"
		other.dated_at > record.dated_at
	}
	count(later) > 0
}
