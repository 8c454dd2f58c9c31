# METADATA
# title: The vault's policy denies deleting recovery points
# description: >-
#   Without a denial for everyone any role with backup:DeleteRecoveryPoint empties the vault. The policy stops
#   applications and mistakes; whoever may put a vault policy takes it away again, which only a vault lock prevents.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-008
#   severity: high
#   kind: backup.vault
#   needs: [/config/policy]
#   requires: [vault_denies_deletion]
#   covers: [54]
#   controls:
#     aws_config: [BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED]
#     aws_backup_audit_manager: [BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED]
#     nist_800_53_r5: ["CP-9(7)", "AU-9(2)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.3"]
#   remediation: >-
#     Put a policy with Effect Deny, Principal "*", Action backup:DeleteRecoveryPoint, Resource "*", without conditions.
#     `aws backup put-backup-vault-access-policy --region {region} --backup-vault-name {name}
#     --policy file://policy.json`
package rules.backup.vault_policy

compliant if {
	input.requires.vault_denies_deletion == true
	input.config.policy.exists == true
	"backup:DeleteRecoveryPoint" in input.config.policy.denied_to_everyone
}

findings contains {
	"message": sprintf(
		"%v: any role with backup:DeleteRecoveryPoint can empty the vault; tier %v requires a denial for everyone",
		[_policy_says(input.config.policy), input.profile.tier],
	),
	"at": "/config/policy/denied_to_everyone",
	"expected": "backup:DeleteRecoveryPoint",
	"actual": input.config.policy.denied_to_everyone,
} if {
	not compliant
}

_policy_says(policy) := "the vault has no policy" if policy.exists == false

else := "the vault's policy denies deletion only under conditions, to some, or for some recovery points" if {
	"backup:DeleteRecoveryPoint" in policy.denied_conditionally
} else := "the vault's policy does not deny deletion"
