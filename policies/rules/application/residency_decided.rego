# METADATA
# title: Where the application's data and copies may lie is decided
# description: >-
#   Copies that save data from the loss of a Region or an account must not break the law of the place where it has
#   to stay. Which Regions and accounts are allowed is a decision; `allowed` in safehold.yaml holds the copies to
#   it.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-003
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_residency_days]
#   covers: [4]
#   controls:
#     nist_800_53_r5: [CP-6]
#     iso_27001_2022: [A.5.33]
#     gdpr: ["32(1)(b)"]
#   remediation: >-
#     Decide which Regions and accounts may hold the data, put them under `allowed` in safehold.yaml, and record
#     the decision. The template comes from
#     `safehold evidence new decision --topic residency --application '{name}'`
package rules.application.residency_decided

import data.lib.evidence

compliant if {
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "residency"

_asked := {
	"days": input.requires.evidence_residency_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
