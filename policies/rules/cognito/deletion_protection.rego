# METADATA
# title: The user pool has deletion protection
# description: >-
#   A deleted user pool is lost: passwords, MFA enrolment and client secrets come back from nowhere. Deletion protection
#   refuses DeleteUserPool until somebody turns it off, which an administrator can.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cognito.user_pool"]
# custom:
#   id: COG-003
#   severity: high
#   kind: cognito.user_pool
#   needs: [/config/deletion_protection]
#   requires: [deletion_protection]
#   covers: []
#   controls:
#     aws_fsbp: [Cognito.6]
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.3"]
#   remediation: >-
#     Turn it on, in the pool's stack where it has one. By hand, give the call the whole pool, since it sets all that it
#     is not given to its default: `aws cognito-idp update-user-pool --user-pool-id <id> --region {region}
#     --deletion-protection ACTIVE …`
package rules.cognito.deletion_protection

compliant if {
	input.requires.deletion_protection == true
	input.config.deletion_protection == true
}

findings contains {
	"message": "deletion protection is off: one call deletes the pool with all its users for good",
	"at": "/config/deletion_protection",
	"expected": true,
	"actual": false,
} if {
	input.config.deletion_protection == false
}

findings contains {
	"message": "AWS does not say whether deletion protection is on, so nothing is proven",
	"at": "/config/deletion_protection",
	"expected": true,
	"actual": null,
} if {
	is_null(input.config.deletion_protection)
}
