# METADATA
# title: A stack that owns data has termination protection
# description: >-
#   Deleting a stack deletes what it owns, in one call. Termination protection refuses that until somebody turns it off.
#   Nested stacks have that of their root, and of a stack that owns no data nothing is lost.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cloudformation.stack"]
# custom:
#   id: CFN-004
#   severity: medium
#   kind: cloudformation.stack
#   needs: [/config/parent_id, /config/resources, /config/termination_protection]
#   requires: [stack_termination_protection]
#   covers: []
#   controls:
#     aws_fsbp: [CloudFormation.3]
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.3"]
#   remediation: >-
#     Turn it on: `aws cloudformation update-termination-protection --stack-name {name} --region {region}
#     --enable-termination-protection`
package rules.cloudformation.termination_protection

import data.lib.stacks

exempt if is_string(input.config.parent_id)

exempt if {
	is_array(input.config.resources)
	every resource in input.config.resources {
		stacks.keeps_data(resource.type) == false
	}
}

compliant if {
	input.requires.stack_termination_protection == true
	is_null(input.config.parent_id)
	input.config.termination_protection == true
	is_array(input.config.resources)
	some resource in input.config.resources
	stacks.keeps_data(resource.type) == true
}

findings contains {
	"message": sprintf("termination protection is off, and the stack owns %v", [concat(", ", owned)]),
	"at": "/config/termination_protection",
	"expected": true,
	"actual": false,
} if {
	input.config.termination_protection == false
	is_array(input.config.resources)
	owned := sort({resource.type |
		some resource in input.config.resources
		stacks.keeps_data(resource.type) == true
	})
}

findings contains {
	"message": "AWS does not say whether termination protection is on, so nothing is proven",
	"at": "/config/termination_protection",
	"expected": true,
	"actual": null,
} if {
	is_null(input.config.termination_protection)
}
