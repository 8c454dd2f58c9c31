# METADATA
# title: How much a recovery loses was measured, and is within the objective
# description: >-
#   A schedule promises how much can be lost; a restore shows how much was: from the latest change that came back to
#   the moment of the loss. Every current restore test says that of its part, and none lost more than the objective.
#   Nothing measured is no proof, so it fails.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-019
#   severity: medium
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [measured_recovery_days, rpo_seconds]
#   covers: [87]
#   controls:
#     nist_800_53_r5: ["CP-6(2)", CP-4]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.3]
#     dora: ["Art. 12(6)"]
#     aws_well_architected: [REL13-BP03]
#   remediation: >-
#     Note in each restore test the latest change that came back, and write measured_rpo_seconds into its record. Where
#     too much was lost, back up more often, or change the objective with those who approved it:
#     `safehold evidence new restore-test --topic full_drill --application '{name}'`
package rules.application.measured_rpo

import data.lib.evidence
import data.lib.moments

compliant if {
	count(_good) > 0
	every record in input.links.evidence {
		_settled(record)
	}
}

findings contains {
	"message": "no current restore test that passed says how much was lost, within the objective",
	"at": "/links/evidence",
	"expected": sprintf("a restore test with measured_rpo_seconds, at most %v", [input.requires.rpo_seconds]),
	"actual": [],
} if {
	is_array(input.links.evidence)
	count(_good) == 0
}

findings contains {
	"message": sprintf("%v: it does not say how much was lost", [record.name]),
	"at": sprintf("/links/evidence/%v/measured_rpo_seconds", [i]),
	"expected": sprintf("at most %v", [input.requires.rpo_seconds]),
	"actual": null,
} if {
	is_array(input.links.evidence)
	some i, record in input.links.evidence
	_open(record)
	is_null(record.measured_rpo_seconds)
}

findings contains {
	"message": sprintf(
		"%v: %v, measured in a test; the objective is %v",
		[record.name, moments.spoken(record.measured_rpo_seconds), moments.spoken(input.requires.rpo_seconds)],
	),
	"at": sprintf("/links/evidence/%v/measured_rpo_seconds", [i]),
	"expected": sprintf("at most %v", [input.requires.rpo_seconds]),
	"actual": record.measured_rpo_seconds,
} if {
	is_array(input.links.evidence)
	some i, record in input.links.evidence
	_open(record)
	record.measured_rpo_seconds > input.requires.rpo_seconds
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
	is_number(record.measured_rpo_seconds)
	record.measured_rpo_seconds <= input.requires.rpo_seconds
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
