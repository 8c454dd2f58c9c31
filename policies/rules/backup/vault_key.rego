# METADATA
# title: The vault is encrypted with a customer managed key that can be used
# description: >-
#   A recovery point is worth what its key is worth: once the key is deleted nothing in the vault can be restored, and
#   an AWS managed key cannot be used across accounts. So the key must be a customer's, enabled, and not on its way out.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-007
#   severity: high
#   kind: backup.vault
#   needs: [/config/encryption_key]
#   requires: [vault_customer_key]
#   covers: [53]
#   controls:
#     aws_fsbp: [KMS.3]
#     aws_backup_audit_manager: [BACKUP_RECOVERY_POINT_ENCRYPTED]
#     nist_800_53_r5: ["CP-9(8)"]
#     iso_27001_2022: [A.8.13]
#     cis_controls_8_1: ["11.3"]
#     aws_well_architected: [REL09-BP02]
#   remediation: >-
#     Cancel a pending deletion at once, then enable the key (`aws kms cancel-key-deletion --region {region} --key-id
#     <key>`, `aws kms enable-key --region {region} --key-id <key>`). A vault's key cannot be changed: for another one,
#     create a vault with it and point the plan rules and copies there.
package rules.backup.vault_key

compliant if {
	input.requires.vault_customer_key == true
	input.config.encryption_key.manager == "CUSTOMER"
	input.config.encryption_key.state == "Enabled"
	is_null(input.config.encryption_key.deletion_at)
}

findings contains {
	"message": sprintf(
		"the vault's key is an AWS managed one, which no other account can use; tier %v requires a customer managed key",
		[input.profile.tier],
	),
	"at": "/config/encryption_key/manager",
	"expected": "CUSTOMER",
	"actual": "AWS",
} if {
	input.config.encryption_key.manager == "AWS"
}

findings contains {
	"message": sprintf(
		"THE VAULT'S KEY WILL BE DELETED ON %v: nothing in the vault can be restored after that; cancel it now",
		[input.config.encryption_key.deletion_at],
	),
	"at": "/config/encryption_key/deletion_at",
	"expected": null,
	"actual": input.config.encryption_key.deletion_at,
} if {
	is_string(input.config.encryption_key.deletion_at)
}

findings contains {
	"message": sprintf(
		"the vault's key is %v: while it is, nothing can be backed up to the vault or restored from it",
		[input.config.encryption_key.state],
	),
	"at": "/config/encryption_key/state",
	"expected": "Enabled",
	"actual": input.config.encryption_key.state,
} if {
	is_string(input.config.encryption_key.state)
	input.config.encryption_key.state != "Enabled"
}

findings contains {
	"message": sprintf("AWS does not say the %v of the vault's key, so nothing is proven", [name]),
	"at": sprintf("/config/encryption_key/%v", [name]),
	"expected": expected,
	"actual": null,
} if {
	some name, expected in {"manager": "CUSTOMER", "state": "Enabled"}
	is_null(input.config.encryption_key[name])
}
