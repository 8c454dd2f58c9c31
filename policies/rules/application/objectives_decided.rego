# METADATA
# title: The application's recovery objectives are decided
# description: >-
#   How much data may be lost (RPO) and how long it may take to come back (RTO) is for the application's owners to
#   decide and approve. A tier promises numbers; only the owners can say that these are the right ones, and they
#   must say it anew each time that the tier's cadence has passed.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-001
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_objectives_days]
#   covers: [1, 2]
#   controls:
#     nist_800_53_r5: ["CP-6(2)", "CP-10(4)"]
#     iso_27001_2022: [A.5.30]
#     hipaa: ["164.308(a)(7)(i)"]
#     dora: ["Art. 12(6)"]
#     aws_well_architected: [REL13-BP01]
#     fedramp_20x: [KSI-RPL-01]
#   remediation: >-
#     Agree on RTO and RPO with the owners and write the decision down with who approved it. The template comes
#     from
#     `safehold evidence new decision --topic objectives --application '{name}'`
package rules.application.objectives_decided

import data.lib.evidence

compliant if {
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "objectives"

_asked := {
	"days": input.requires.evidence_objectives_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
