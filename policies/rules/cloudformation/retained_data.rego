# METADATA
# title: Deleting the stack does not delete the file system or domain
# description: >-
#   What a stack owns is deleted with it, or by an update that replaces it, unless its template says Retain for both
#   (DeletionPolicy, UpdateReplacePolicy). File systems and search domains have no deletion protection that would stop
#   it. Of one that no stack owns nothing is asked.
# schemas:
#   - input: schema.input
# custom:
#   id: CFN-008
#   severity: medium
#   kind: [efs.file_system, opensearch.domain]
#   needs: [/links/stack]
#   requires: [stack_retains]
#   covers: []
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.3"]
#   remediation: >-
#     Set `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` on {name} in its template.
package rules.cloudformation.retained_data

import data.lib.stacks

exempt if is_null(input.links.stack)

compliant if {
	input.requires.stack_retains == true
	stacks.retains(input.links.stack)
}

unknown contains "what the stack's template says of the resource could not be read" if {
	input.links.stack.template_read == false
}

findings contains finding if some finding in stacks.lets_go(input.links.stack)
