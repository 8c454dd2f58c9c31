# METADATA
# title: The export of the stack was reviewed
# description: >-
#   An export that nobody looked at may lack what it is needed for. Somebody goes through it each quarter, and approves
#   a record with the topic stack_export: the export, or what was decided after looking at it. Nested stacks are
#   reviewed with their root, and a stack that owns no data is deployed again from its source.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cloudformation.stack"]
# custom:
#   id: CFN-003
#   severity: low
#   kind: cloudformation.stack
#   needs: [/config/parent_id, /config/resources, /links/evidence]
#   part_suffices: [/links/evidence]
#   requires: [stack_review_days]
#   covers: [84]
#   controls:
#     nist_800_53_r5: [CP-4]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.3]
#     cis_controls_8_1: ["11.5"]
#     aws_well_architected: [REL09-BP04]
#   remediation: >-
#     Compare the export of {name} with what runs, and record that: `safehold evidence new approval`, with the topic
#     stack_export.
package rules.cloudformation.export_reviewed

import data.lib.exports
import data.lib.stacks

exempt if is_string(input.config.parent_id)

exempt if {
	is_array(input.config.resources)
	every resource in input.config.resources {
		stacks.keeps_data(resource.type) == false
	}
}

compliant if {
	is_null(input.config.parent_id)
	count(exports.reviews(input.links.evidence, "stack_export", _asked)) > 0
	is_array(input.config.resources)
	some resource in input.config.resources
	stacks.keeps_data(resource.type) == true
}

findings contains finding if some finding in exports.unreviewed(input.links.evidence, "stack_export", _asked)

_asked := {"days": input.requires.stack_review_days, "taken_at": input.taken_at, "as_of": input.as_of}
