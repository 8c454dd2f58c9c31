# METADATA
# title: An object's version was recovered in a test and its checksum verified
# description: >-
#   Every quarter, by default, an earlier version of an object that was overwritten or deleted is brought back and
#   its checksum compared: only that shows that versions, keys and permissions work together. An application
#   without documents has none to recover.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-013
#   severity: medium
#   kind: estate.application
#   needs: [/config/data_types, /links/evidence]
#   requires: [object_restore_test_days]
#   covers: [81]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-9(1)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.3]
#     cis_controls_8_1: ["11.5"]
#     aws_well_architected: [REL09-BP04]
#     dora: ["Art. 12(2)"]
#     gdpr: ["32(1)(d)"]
#   remediation: >-
#     Bring an earlier version of an object back, compare its checksum, and record the test with `checked:
#     [checksums]`. The template comes from
#     `safehold evidence new restore-test --topic object_restore --application '{name}'`
package rules.application.object_restore_tested

import data.lib.evidence

exempt if {
	every held in input.config.data_types {
		held != "document_content"
	}
}

compliant if {
	"document_content" in input.config.data_types
	count(_holding) > 0
}

findings contains finding if some finding in evidence.untested(input.links.evidence, _topic, _asked)

_holding := evidence.tests(input.links.evidence, _topic, _asked)

_topic := "object_restore"

_asked := {
	"days": input.requires.object_restore_test_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
	"checked": ["checksums"],
}
