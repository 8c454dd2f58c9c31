# METADATA
# title: A soft-deleted document was restored in a test
# description: >-
#   A document that users deleted is content, metadata and search entries together; undoing the deletion has to
#   bring all of them back. Every quarter, by default, one is deleted and restored through the application itself.
#   An application without documents has none to restore.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-014
#   severity: low
#   kind: estate.application
#   needs: [/config/data_types, /links/evidence]
#   requires: [soft_delete_test_days]
#   covers: [82]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-10(2)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.3]
#   remediation: >-
#     Delete a document of a test site, restore it, open it, and record the test with `checked: [documents]`.
#     The template comes from
#     `safehold evidence new restore-test --topic soft_delete_restore --application '{name}'`
package rules.application.soft_delete_tested

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

_topic := "soft_delete_restore"

_asked := {
	"days": input.requires.soft_delete_test_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
	"checked": ["documents"],
}
