# METADATA
# title: The cutover to the recovery Region is planned
# description: >-
#   A replica in another Region is data, not a service: names, endpoints, keys, identities and the order of steps
#   have to change over to it, and back. The plan for that is written down and approved.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-008
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_region_cutover_days]
#   covers: [38]
#   controls:
#     nist_800_53_r5: ["CP-6(1)", CP-10]
#     iso_27001_2022: [A.8.14]
#     aws_well_architected: [REL13-BP02]
#     dora: [Art. 11]
#   remediation: >-
#     Write down how the application is moved to the recovery Region and back, and have the plan approved. The
#     template comes from
#     `safehold evidence new decision --topic region_cutover --application '{name}'`
package rules.application.region_cutover_planned

import data.lib.evidence

compliant if {
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "region_cutover"

_asked := {
	"days": input.requires.evidence_region_cutover_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
