# METADATA
# title: The application was recovered in another Region in a test
# description: >-
#   Copies in another Region promise that the application survives the loss of its own. Only a recovery there
#   shows that quotas, keys, names, images and people are ready for it.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-017
#   severity: medium
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [region_drill_days]
#   covers: [89]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-6(1)"]
#     iso_27001_2022: [A.8.14]
#     aws_well_architected: [REL13-BP03]
#     dora: ["Art. 12(3)"]
#     soc_2: [A1.3]
#   remediation: >-
#     Recover the application in the recovery Region from what lies there alone, use it, and record the test
#     with `checked: [application]`. The template comes from
#     `safehold evidence new restore-test --topic region_drill --application '{name}'`
package rules.application.region_drill_done

import data.lib.evidence

compliant if {
	count(_holding) > 0
}

findings contains finding if some finding in evidence.untested(input.links.evidence, _topic, _asked)

_holding := evidence.tests(input.links.evidence, _topic, _asked)

_topic := "region_drill"

_asked := {
	"days": input.requires.region_drill_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
	"checked": ["application"],
}
