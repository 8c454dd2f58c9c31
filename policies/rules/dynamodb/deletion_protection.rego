# METADATA
# title: The table's deletion protection is on
# description: >-
#   Deletion protection stops the deletion of the table by mistake, by a script or by a stack. Whoever may update the
#   table can turn it off first, so it counts against mistakes, never against an administrator.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-015
#   severity: medium
#   kind: dynamodb.table
#   needs: [/config/deletion_protection]
#   requires: [deletion_protection]
#   covers: []
#   controls:
#     aws_fsbp: [DynamoDB.6]
#     aws_config: [DYNAMODB_TABLE_DELETION_PROTECTION_ENABLED]
#     nist_800_53_r5: [CP-9, "SI-13(5)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#   remediation: >-
#     Turn it on; it changes nothing else. In a template: DeletionProtectionEnabled, with DeletionPolicy Retain.
#     `aws dynamodb update-table --table-name {name} --region {region} --deletion-protection-enabled`
package rules.dynamodb.deletion_protection

compliant if {
	input.requires.deletion_protection == true
	input.config.deletion_protection == true
}

findings contains {
	"message": sprintf("deletion protection is off; tier %v requires it", [input.profile.tier]),
	"at": "/config/deletion_protection",
	"expected": true,
	"actual": false,
} if {
	input.config.deletion_protection == false
}
