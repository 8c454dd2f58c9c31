# METADATA
# title: Exports that somebody attests
# description: >-
#   Records of the type export, from input.links.evidence. `asked` is that of lib.evidence. What an export holds is
#   attested; when it was taken is too, so a record says less than what lies in the bucket, but says more of what is
#   in it.
package lib.exports

import data.lib.evidence
import data.lib.moments

# Exports of a topic that hold.
held(records, topic, asked) := [record |
	some record in evidence.current(records, topic, asked)
	record.type == "export"
]

# Reviews of a topic that hold: an export, a decision or an approval, which somebody approved.
reviews(records, topic, asked) := [record |
	some record in evidence.current(records, topic, asked)
	record.type in {"approval", "decision", "export"}
	count(record.approved_by) > 0
]

# Whether an export was taken at a moment or after it.
taken_after(record, moment) if moments.seconds_between(moment, record.dated_at) >= 0

# Why there is no export of a topic that holds, as findings: there is none, or those there are do not hold.
absent(records, topic, asked) := {finding |
	count(held(records, topic, asked)) == 0
	dates := sort({record.dated_at | some record in evidence.of_topic(records, topic); record.type == "export"})
	finding := {
		"message": _absence(dates, topic, asked.days),
		"at": "/links/evidence",
		"expected": sprintf("an export with the topic %v that holds", [topic]),
		"actual": dates,
	}
}

# Why no review of a topic holds, as a finding.
unreviewed(records, topic, asked) := {finding |
	count(reviews(records, topic, asked)) == 0
	dates := sort({record.dated_at | some record in evidence.of_topic(records, topic)})
	finding := {
		"message": concat("", [
			sprintf("no approved record with the topic %v is at most %v days old and holds; ", [topic, asked.days]),
			sprintf("%v of that topic, of any age", [count(dates)]),
		]),
		"at": "/links/evidence",
		"expected": sprintf("%v or later, approved by somebody", [moments.shifted(
			asked.as_of,
			0 - (asked.days * moments.day),
		)]),
		"actual": dates,
	}
}

_absence([], topic, _) := sprintf("no export with the topic %v is recorded", [topic])

_absence(dates, topic, days) := concat("", [
	sprintf("no export with the topic %v holds: each is older than %v days, has expired, lies ahead, ", [topic, days]),
	"or its artefact is not what it was",
]) if {
	count(dates) > 0
}
