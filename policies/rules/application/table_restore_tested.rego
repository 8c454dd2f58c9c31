# METADATA
# title: A table was restored in a test and its records were sampled
# description: >-
#   Every quarter, by default, a table is restored beside the real one and records in it are compared with what
#   they should be: that point-in-time recovery is on does not say that anybody can use it. An application without
#   tables has none to restore.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-012
#   severity: medium
#   kind: estate.application
#   needs: [/config/kinds, /links/evidence]
#   requires: [table_restore_test_days]
#   covers: [80]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-9(1)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.3]
#     cis_controls_8_1: ["11.5"]
#     aws_well_architected: [REL09-BP04]
#     dora: ["Art. 12(2)"]
#     hipaa: ["164.308(a)(7)(ii)(D)"]
#     fedramp_20x: [KSI-RPL-04]
#   remediation: >-
#     Restore a table into a new one, compare a sample of records, measure RTO and RPO, delete it, and record
#     the test with `checked: [records]`. The template comes from
#     `safehold evidence new restore-test --topic table_restore --application '{name}'`
package rules.application.table_restore_tested

import data.lib.evidence

exempt if {
	every kind in input.config.kinds {
		kind != "dynamodb.table"
	}
}

compliant if {
	"dynamodb.table" in input.config.kinds
	count(_holding) > 0
}

findings contains finding if some finding in evidence.untested(input.links.evidence, _topic, _asked)

_holding := evidence.tests(input.links.evidence, _topic, _asked)

_topic := "table_restore"

_asked := {
	"days": input.requires.table_restore_test_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
	"checked": ["records"],
}
