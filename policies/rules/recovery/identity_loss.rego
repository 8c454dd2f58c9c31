# METADATA
# title: Lost identities can be brought back
# description: >-
#   The users of a pool, their groups and the ways to sign in are lost. Cognito has no backup, and passwords
#   cannot be exported: what counts is an export of the whole pool on record, or users who come through an
#   identity provider, where a test showed it.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cognito.user_pool"]
# custom:
#   id: REC-010
#   severity: high
#   kind: cognito.user_pool
#   needs: [/recovery]
#   requires: [rpo_seconds, survives_identity_loss]
#   covers: [72]
#   controls:
#     nist_800_53_r5: [CP-9, CP-10]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2, CC7.5]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Export the pool's configuration, app clients, groups, memberships and users, put it on record, and turn
#     deletion protection on. `aws cognito-idp list-users --region {region} --user-pool-id <pool>`
package rules.recovery.identity_loss

import data.lib.recovery

compliant if {
	input.requires.survives_identity_loss == true
	recovery.meets(input.recovery.cells.identity_loss, input.requires.rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "identity_loss", input.requires.rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	flaw := recovery.flaw("identity_loss", input.recovery.cells.identity_loss, input.requires.rpo_seconds)
}
