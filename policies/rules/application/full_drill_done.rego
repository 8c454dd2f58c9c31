# METADATA
# title: The whole application was recovered in a drill
# description: >-
#   Parts that can each be restored may still not make an application together. Every quarter, by default, all of
#   it is recovered outside production and used: configuration, identities, tables and objects at one moment,
#   search, and access.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-016
#   severity: medium
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [full_drill_days]
#   covers: [86]
#   controls:
#     nist_800_53_r5: [CP-4, CP-10]
#     iso_27001_2022: [A.5.29, A.5.30]
#     soc_2: [A1.3]
#     dora: [Art. 11, "Art. 12(2)"]
#     aws_well_architected: [REL13-BP03]
#     nis2: ["2024/2690 annex 4.2"]
#     hipaa: ["164.308(a)(7)(ii)(D)"]
#     fedramp_20x: [KSI-RPL-04]
#   remediation: >-
#     Recover the application outside production by its runbook, use it, and record the drill with `environment:
#     test` and `checked: [application]`. The template comes from
#     `safehold evidence new restore-test --topic full_drill --application '{name}'`
package rules.application.full_drill_done

import data.lib.evidence

compliant if {
	some record in _holding
	record.environment == "test"
}

findings contains finding if some finding in evidence.untested(input.links.evidence, _topic, _asked)

findings contains {
	"message": sprintf("%v: it was not done in a test environment", [record.name]),
	"at": "/links/evidence",
	"expected": "test",
	"actual": record.environment,
} if {
	some record in _holding
	record.environment != "test"
}

_holding := evidence.tests(input.links.evidence, _topic, _asked)

_topic := "full_drill"

_asked := {
	"days": input.requires.full_drill_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
	"checked": ["application"],
}
