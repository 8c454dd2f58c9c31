# METADATA
# title: A recovery point lies in a logically air-gapped vault
# description: >-
#   A logically air-gapped vault is locked in compliance mode from the start, encrypted with a key that AWS owns unless
#   told otherwise, and can be shared with a recovery account. Where a tier asks for one, a recovery point that can be
#   restored must lie there, and be as young as the recovery point objective allows.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-017
#   severity: medium
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/recovery_points, /links/vaults]
#   part_suffices: [/links/backup/recovery_points, /links/vaults]
#   requires: [backup_rpo_seconds, recovery_points_air_gapped]
#   covers: [52, 55]
#   controls:
#     aws_config: [S3_RESOURCES_IN_LOGICALLY_AIR_GAPPED_VAULT]
#     aws_backup_audit_manager: [RESOURCES_IN_LOGICALLY_AIR_GAPPED_VAULT]
#     nist_800_53_r5: [CP-6, "CP-9(3)", "CP-9(7)"]
#     iso_27001_2022: [A.5.29, A.8.13]
#     cis_controls_8_1: ["11.4"]
#     dora: [Art. 12(3)]
#     aws_well_architected: [REL13-BP02]
#   remediation: >-
#     Create an air-gapped vault and let a plan rule copy there. `aws backup create-logically-air-gapped-backup-vault
#     --region {region} --backup-vault-name <vault> --min-retention-days <days> --max-retention-days <days>`
package rules.backup.recovery_points_air_gapped

import data.lib.backups
import data.lib.moments

compliant if {
	input.requires.recovery_points_air_gapped == true
	is_array(input.links.vaults)
	some vault in input.links.vaults
	vault.type == "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"
	some point in backups.usable(input.links.backup.recovery_points, input.as_of)
	point.vault_arn == vault.arn
	age := moments.age(point.newest_at, input.taken_at, input.as_of)
	age <= input.requires.backup_rpo_seconds
}

findings contains {
	"message": sprintf(
		"no recovery point of the last %v lies in an air-gapped vault; tier %v requires one",
		[moments.spoken(input.requires.backup_rpo_seconds), input.profile.tier],
	),
	"at": "/links/vaults",
	"expected": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
	"actual": types,
} if {
	not compliant
	is_array(input.links.vaults)
	types := [vault.type | some vault in input.links.vaults]
}
