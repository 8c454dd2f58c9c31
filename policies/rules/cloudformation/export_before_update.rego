# METADATA
# title: The stack was exported before its last update
# description: >-
#   An upgrade that goes wrong is undone with what was there before. The last update is the one that AWS tells; an
#   export from before it is an object at the place that safehold.yaml names (scan.exports), or a record with the topic
#   stack_export. How often the stack was updated in between, nobody tells. Nested stacks are exported with their root,
#   and a stack that owns no data is deployed again from its source.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cloudformation.stack"]
# custom:
#   id: CFN-002
#   severity: medium
#   kind: cloudformation.stack
#   needs: [/config/parent_id, /config/resources, /config/updated_at, /links/evidence, /links/exported]
#   part_suffices: [/links/evidence, /links/exported]
#   requires: [stack_export_before_update]
#   covers: [61]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     nist_csf_2: [PR.DS-11]
#   remediation: >-
#     Let the pipeline export the stack before each update, and keep more than the last export (a versioned bucket, or a
#     name with the date): `aws cloudformation get-template --stack-name {name} --region {region}`
package rules.cloudformation.export_before_update

import data.lib.evidence
import data.lib.moments
import data.lib.stacks

exempt if is_string(input.config.parent_id)

exempt if is_null(input.config.updated_at)

exempt if {
	is_array(input.config.resources)
	every resource in input.config.resources {
		stacks.keeps_data(resource.type) == false
	}
}

compliant if {
	_concerned
	is_array(input.links.exported)
	some location in input.links.exported
	moments.seconds_between(location.newest_before_update_at, input.config.updated_at) > 0
}

compliant if {
	_concerned
	some record in evidence.of_topic(input.links.evidence, "stack_export")
	record.type == "export"
	record.verified in {null, true}
	moments.seconds_between(record.dated_at, input.config.updated_at) > 0
}

findings contains {
	"message": sprintf("nothing shows an export from before the update of %v", [input.config.updated_at]),
	"at": "/config/updated_at",
	"expected": "an export that is older",
	"actual": input.config.updated_at,
} if {
	is_string(input.config.updated_at)
}

_concerned if {
	input.requires.stack_export_before_update == true
	is_null(input.config.parent_id)
	is_array(input.config.resources)
	some resource in input.config.resources
	stacks.keeps_data(resource.type) == true
}
