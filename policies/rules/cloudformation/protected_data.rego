# METADATA
# title: Deleting the stack does not delete the data
# description: >-
#   What a stack owns is deleted with it, or by an update that replaces it, unless its template says Retain for both
#   (DeletionPolicy, UpdateReplacePolicy), or deletion protection makes that fail. Of a resource that no stack owns
#   nothing is asked. Buckets are left out: CloudFormation deletes only empty ones
#   (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html).
# schemas:
#   - input: schema.input
# custom:
#   id: CFN-007
#   severity: medium
#   kind: [cognito.user_pool, dynamodb.table, opensearch.collection]
#   needs: [/config/deletion_protection, /links/stack]
#   requires: [stack_retains]
#   covers: []
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.3"]
#   remediation: >-
#     Set `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` on {name} in its template, or turn on deletion
#     protection there.
package rules.cloudformation.protected_data

import data.lib.stacks

exempt if is_null(input.links.stack)

compliant if {
	_owned
	stacks.retains(input.links.stack)
}

compliant if {
	_owned
	input.config.deletion_protection == true
}

unknown contains "what the stack's template says of the resource could not be read" if {
	input.links.stack.template_read == false
}

findings contains finding if some finding in stacks.lets_go(input.links.stack)

_owned if {
	input.requires.stack_retains == true
	is_string(input.links.stack.arn)
}
