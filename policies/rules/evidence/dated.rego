# METADATA
# title: Evidence is not dated in the future
# description: >-
#   What is attested has happened. A record that is dated more than a day after the snapshot was begun has a wrong
#   date, or was written before the event; it proves nothing, and never will for this snapshot.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["evidence.record"]
# custom:
#   id: EVD-005
#   severity: medium
#   kind: evidence.record
#   needs: [/config/dated_at]
#   requires: [evidence_sound]
#   covers: []
#   controls:
#     nist_800_53_r5: [CP-4]
#     iso_27001_2022: [A.5.33]
#   remediation: >-
#     Correct the date in the record.
package rules.evidence.dated

import data.lib.moments

compliant if {
	input.requires.evidence_sound == true
	moments.had_come(input.config.dated_at, input.taken_at)
}

findings contains {
	"message": sprintf("it is dated %v; the snapshot was taken at %v", [input.config.dated_at, input.taken_at]),
	"at": "/config/dated_at",
	"expected": sprintf("%v or earlier", [input.taken_at]),
	"actual": input.config.dated_at,
} if {
	moments.seconds_between(input.taken_at, input.config.dated_at) > moments.day
}
