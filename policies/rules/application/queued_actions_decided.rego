# METADATA
# title: What becomes of actions in flight is decided
# description: >-
#   Queues are not restored: what was in flight when data went back to an earlier moment runs against the wrong
#   state, or is lost. Whether such actions are repeated, dropped or reconciled, and what happens with failed
#   ones, is decided and approved. An application without queues has none.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-011
#   severity: low
#   kind: estate.application
#   needs: [/config/data_types, /links/evidence]
#   requires: [evidence_queued_actions_days]
#   covers: [79]
#   controls:
#     nist_800_53_r5: ["CP-10(2)"]
#     iso_27001_2022: [A.5.29]
#     soc_2: [PI1.5]
#   remediation: >-
#     Decide for each queue what is done with messages in flight and in dead-letter queues after a restore. The
#     template comes from
#     `safehold evidence new decision --topic queued_actions --application '{name}'`
package rules.application.queued_actions_decided

import data.lib.evidence

exempt if {
	every held in input.config.data_types {
		held != "processing"
	}
}

compliant if {
	"processing" in input.config.data_types
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "queued_actions"

_asked := {
	"days": input.requires.evidence_queued_actions_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
