# METADATA
# title: Recovery points lie in a locked vault
# description: >-
#   At least one recovery point that can be restored must lie in a vault that is locked as the tier requires. A
#   governance lock keeps applications and mistakes from deleting it; a compliance lock, once it has stopped cooling
#   off, everybody. A logically air-gapped vault is born in compliance mode.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-016
#   severity: high
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/recovery_points, /links/vaults]
#   part_suffices: [/links/backup/recovery_points, /links/vaults]
#   requires: [recovery_points_locked]
#   covers: [55]
#   controls:
#     aws_backup_audit_manager: [BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK]
#     nist_800_53_r5: ["CP-9(7)", SI-12]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.3", "11.4"]
#     dora: [Art. 12(2)]
#     sec_17a_4: [17a-4(f), FINRA 4511, CFTC 1.31]
#   remediation: >-
#     Lock the vault that its plan writes to, or copy to one that is locked; check first that the plan keeps within the
#     lock's limits. `aws backup put-backup-vault-lock-configuration --region {region} --backup-vault-name <vault>
#     --min-retention-days <days> --changeable-for-days 3`
package rules.backup.recovery_points_locked

import data.lib.backups
import data.lib.moments

compliant if {
	is_array(input.links.vaults)
	some vault in input.links.vaults
	_holds(input.requires.recovery_points_locked, vault, input.taken_at)
	some point in backups.usable(input.links.backup.recovery_points, input.as_of)
	point.vault_arn == vault.arn
}

findings contains {
	"message": sprintf(
		"the recovery points in %v can be deleted: %v; tier %v requires a %v lock",
		[vault.arn, _weakness(vault), input.profile.tier, mode],
	),
	"at": sprintf("/links/vaults/%v", [i]),
	"expected": mode,
	"actual": {"lock_mode": vault.lock_mode, "locks_at": vault.locks_at},
} if {
	is_array(input.links.vaults)
	mode := input.requires.recovery_points_locked
	taken_at := input.taken_at
	some i, vault in input.links.vaults
	not _holds(mode, vault, taken_at)
}

findings contains {
	"message": sprintf(
		"there is no recovery point that can be restored; tier %v requires one in a locked vault",
		[input.profile.tier],
	),
	"at": "/links/backup/recovery_points",
	"expected": "a COMPLETED recovery point that has not expired",
	"actual": [point.status | some point in input.links.backup.recovery_points],
} if {
	is_array(input.links.backup.recovery_points)
	backups.usable(input.links.backup.recovery_points, input.as_of) == []
}

_holds("governance", vault, _) if vault.lock_mode in {"compliance", "governance"}

_holds("compliance", vault, taken_at) if {
	vault.lock_mode == "compliance"
	moments.seconds_between(vault.locks_at, taken_at) >= 0
}

_holds("compliance", vault, _) if {
	vault.lock_mode == "compliance"
	vault.type == "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"
}

_weakness(vault) := "it is not locked" if is_null(vault.lock_mode)

else := "an administrator can remove its lock" if vault.lock_mode == "governance"

else := sprintf("its lock cools off until %v, and can be removed until then", [vault.locks_at])
