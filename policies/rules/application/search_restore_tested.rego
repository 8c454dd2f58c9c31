# METADATA
# title: A search index was restored or rebuilt in a test
# description: >-
#   A search index comes back from a snapshot or by indexing everything again, and both can take longer than
#   anybody thinks. Every quarter, by default, one of the two is done and search results are compared. An
#   application without a search index has none.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-015
#   severity: low
#   kind: estate.application
#   needs: [/config/data_types, /links/evidence]
#   requires: [search_restore_test_days]
#   covers: [83]
#   controls:
#     nist_800_53_r5: [CP-4, CP-10]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.3]
#   remediation: >-
#     Restore a snapshot into an index of another name, or rebuild one, compare results, and record the test
#     with `checked: [search_results]`. The template comes from
#     `safehold evidence new restore-test --topic search_restore --application '{name}'`
package rules.application.search_restore_tested

import data.lib.evidence

exempt if {
	every held in input.config.data_types {
		held != "search_index"
	}
}

compliant if {
	"search_index" in input.config.data_types
	count(_holding) > 0
}

findings contains finding if some finding in evidence.untested(input.links.evidence, _topic, _asked)

_holding := evidence.tests(input.links.evidence, _topic, _asked)

_topic := "search_restore"

_asked := {
	"days": input.requires.search_restore_test_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
	"checked": ["search_results"],
}
