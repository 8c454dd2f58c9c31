# METADATA
# title: Every recovery point in the vault is encrypted
# description: >-
#   AWS Backup encrypts what it manages in full with the vault's key; recovery points of other types (RDS instances,
#   EBS volumes …) are encrypted as their resources are, and so not at all where those are not.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-021
#   severity: high
#   kind: backup.vault
#   needs: [/config/type, /links/contents]
#   requires: [vault_encrypted]
#   covers: [53]
#   controls:
#     aws_backup_audit_manager: [BACKUP_RECOVERY_POINT_ENCRYPTED]
#     nist_800_53_r5: ["CP-9(8)"]
#     iso_27001_2022: [A.8.13]
#     hipaa: [164.312(a)(2)(ii)]
#     gdpr: [32(1)(b)]
#     cis_controls_8_1: ["11.3"]
#     aws_well_architected: [REL09-BP02]
#   remediation: >-
#     Encrypt the resources; their later recovery points are encrypted then, and a copy of an earlier one with a key is.
#     `aws backup start-copy-job --region {region} --source-backup-vault-name {name}
#     --recovery-point-arn <recovery point> --destination-backup-vault-arn <vault> --iam-role-arn <role>`
package rules.backup.vault_encrypted

exempt if {
	input.requires.vault_encrypted == true
	input.config.type == "RESTORE_ACCESS_BACKUP_VAULT"
}

exempt if {
	input.requires.vault_encrypted == true
	input.links.contents.count == 0
}

compliant if {
	input.requires.vault_encrypted == true
	input.config.type in {"BACKUP_VAULT", "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", null}
	input.links.contents.count > 0
	input.links.contents.unencrypted == 0
}

findings contains {
	"message": sprintf(
		"%v of %v recovery points in the vault are not encrypted; tier %v requires that all are",
		[bare, input.links.contents.count, input.profile.tier],
	),
	"at": "/links/contents/unencrypted",
	"expected": 0,
	"actual": bare,
} if {
	bare := input.links.contents.unencrypted
	bare > 0
}
