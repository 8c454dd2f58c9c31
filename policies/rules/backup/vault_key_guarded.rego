# METADATA
# title: Nobody in the vault's account can end the vault's key
# description: >-
#   A compliance lock keeps recovery points from being deleted, not from being made unreadable: an administrator who
#   schedules the deletion of the vault's key ends them all within 7 to 30 days. So the key must be another account's,
#   one that AWS owns or manages, or one whose policy denies everyone scheduling its deletion and changing that policy;
#   of a key with imported material also deleting that, which takes effect at once.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-018
#   severity: high
#   kind: backup.vault
#   needs: [/config/encryption_key, /config/encryption_key_type, /config/type, /links/key]
#   part_suffices: [/links/key]
#   requires: [vault_key_guarded]
#   covers: [53, 55, 236]
#   controls:
#     aws_fsbp: [KMS.3]
#     nist_800_53_r5: ["CP-9(7)", "CP-9(8)", "AU-9(2)"]
#     iso_27001_2022: [A.5.33, A.8.13]
#     cis_controls_8_1: ["11.3", "11.4"]
#     dora: [Art. 12(3)]
#     sec_17a_4: [17a-4(f)]
#     aws_well_architected: [REL09-BP02]
#   remediation: >-
#     Deny kms:ScheduleKeyDeletion and kms:PutKeyPolicy to Principal "*" in the key's policy (AWS Support alone undoes
#     that), or copy to a vault whose key another account holds.
#     `aws kms put-key-policy --region {region} --key-id <key> --policy file://policy.json
#     --bypass-policy-lockout-safety-check`
package rules.backup.vault_key_guarded

exempt if {
	input.requires.vault_key_guarded == true
	input.config.type == "RESTORE_ACCESS_BACKUP_VAULT"
}

compliant if {
	_asked
	is_string(input.links.key.arn)
	input.links.key.manager == "AWS"
}

compliant if {
	_asked
	is_string(input.links.key.account)
	input.links.key.account != input.account
}

compliant if {
	_asked
	input.links.key.deletion_denied == true
}

compliant if {
	_asked
	is_null(input.config.encryption_key)
	input.config.encryption_key_type == "AWS_OWNED_KMS_KEY"
}

unknown contains "the policy of the vault's key was not read, and may deny its deletion to everyone" if {
	input.links.key.manager == "CUSTOMER"
	input.links.key.account == input.account
	is_null(input.links.key.deletion_denied)
}

findings contains {
	"message": sprintf(
		"administrators of account %v can schedule the deletion of the vault's key: after that %v; tier %v forbids it",
		[input.account, "no lock brings its recovery points back", input.profile.tier],
	),
	"at": "/links/key/deletion_denied",
	"expected": true,
	"actual": false,
} if {
	input.links.key.account == input.account
	input.links.key.deletion_denied == false
}

findings contains {
	"message": "AWS does not say which key the vault is encrypted with, so nothing is proven",
	"at": "/config/encryption_key_type",
	"expected": "AWS_OWNED_KMS_KEY, or a key",
	"actual": input.config.encryption_key_type,
} if {
	is_null(input.links.key)
}

_asked if {
	input.requires.vault_key_guarded == true
	input.config.type in {"BACKUP_VAULT", "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", null}
}
