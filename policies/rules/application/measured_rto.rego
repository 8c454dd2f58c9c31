# METADATA
# title: How long recovery takes was measured, and is within the objective
# description: >-
#   AWS promises no time for a restore, so an RTO is known only once it was measured: from the loss until the service
#   was there again. Every current restore test says how long its part took, and none took longer than the objective.
#   Nothing measured is no proof, so it fails.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-018
#   severity: medium
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [measured_recovery_days, rto_seconds]
#   covers: [87]
#   controls:
#     nist_800_53_r5: ["CP-10(4)", CP-4]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.3]
#     dora: ["Art. 12(6)"]
#     aws_backup_audit_manager: [RESTORE_TIME_FOR_RESOURCES_MEET_TARGET]
#     aws_well_architected: [REL13-BP03]
#   remediation: >-
#     Measure in each restore test from the loss until the service is there again, and write measured_rto_seconds into
#     its record. Where it is too slow, change how it is restored, or the objective with those who approved it:
#     `safehold evidence new restore-test --topic full_drill --application '{name}'`
package rules.application.measured_rto

import data.lib.evidence
import data.lib.moments

compliant if {
	count(_good) > 0
	every record in input.links.evidence {
		_settled(record)
	}
}

findings contains {
	"message": "no current restore test that passed says how long it took, within the objective",
	"at": "/links/evidence",
	"expected": sprintf("a restore test with measured_rto_seconds, at most %v", [input.requires.rto_seconds]),
	"actual": [],
} if {
	is_array(input.links.evidence)
	count(_good) == 0
}

findings contains {
	"message": sprintf("%v: it does not say how long it took", [record.name]),
	"at": sprintf("/links/evidence/%v/measured_rto_seconds", [i]),
	"expected": sprintf("at most %v", [input.requires.rto_seconds]),
	"actual": null,
} if {
	is_array(input.links.evidence)
	some i, record in input.links.evidence
	_open(record)
	is_null(record.measured_rto_seconds)
}

findings contains {
	"message": sprintf(
		"%v: %v, measured in a test; the objective is %v",
		[record.name, moments.spoken(record.measured_rto_seconds), moments.spoken(input.requires.rto_seconds)],
	),
	"at": sprintf("/links/evidence/%v/measured_rto_seconds", [i]),
	"expected": sprintf("at most %v", [input.requires.rto_seconds]),
	"actual": record.measured_rto_seconds,
} if {
	is_array(input.links.evidence)
	some i, record in input.links.evidence
	_open(record)
	record.measured_rto_seconds > input.requires.rto_seconds
}

# Whether a record says nothing against the objective: it is no test of a recovery, it is within, or a later test of the
# same topic is. Age takes nothing away from a bad result: only a better one does.
_settled(record) if record.type != "restore_test"

_settled(record) if {
	every topic in _topics {
		topic != record.topic
	}
}

_settled(record) if _within(record)

_settled(record) if {
	some later in _good
	later.topic == record.topic
	later.dated_at > record.dated_at
}

_open(record) if {
	record.type == "restore_test"
	not _settled(record)
}

_within(record) if {
	is_number(record.measured_rto_seconds)
	record.measured_rto_seconds <= input.requires.rto_seconds
}

# The tests that hold, and are within the objective.
_good := [record |
	some topic in _topics
	some record in evidence.tests(input.links.evidence, topic, _asked)
	_within(record)
]

_topics := [
	"full_drill",
	"object_restore",
	"region_drill",
	"search_restore",
	"soft_delete_restore",
	"table_restore",
]

_asked := {
	"days": input.requires.measured_recovery_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
	"checked": [],
}
