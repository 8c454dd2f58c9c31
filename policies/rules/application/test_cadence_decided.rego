# METADATA
# title: How often the application's recovery is tested is decided
# description: >-
#   A backup that nobody has restored is a hope. How often tables, objects, search and the whole application are
#   restored for a test is decided and approved, so that a test that was left out is noticed.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-005
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_test_cadence_days]
#   covers: [6]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-9(1)"]
#     iso_27001_2022: [A.5.30]
#     dora: ["Art. 12(2)"]
#     cis_controls_8_1: ["11.5"]
#     fedramp_20x: [KSI-RPL-04]
#   remediation: >-
#     Decide on the cadence of restore tests and drills, and have it approved. The template comes from
#     `safehold evidence new decision --topic test_cadence --application '{name}'`
package rules.application.test_cadence_decided

import data.lib.evidence

compliant if {
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "test_cadence"

_asked := {
	"days": input.requires.evidence_test_cadence_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
