# METADATA
# title: The vault lock is of the mode and minimum retention that the tier requires
# description: >-
#   A governance lock falls to whoever has the permission. A compliance lock holds against everyone, root and AWS
#   included, but only from its lock date on: until then it can be removed, so it is no more than governance. The date
#   must have passed when the snapshot was taken: of a later one nobody knows whether the lock lived to see it. A
#   logically air-gapped vault is born in compliance mode. The minimum retention fails shorter jobs, so that nobody
#   sends backups that are about to expire.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-009
#   severity: high
#   kind: backup.vault
#   needs: [/config/lock, /config/type]
#   requires: [vault_lock_min_days, vault_lock_mode]
#   covers: [55, 236]
#   controls:
#     aws_backup_audit_manager: [BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK]
#     nist_800_53_r5: ["CP-9(7)", "AU-9(2)", SI-12]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.3", "11.4"]
#     dora: [Art. 12(2)]
#     sec_17a_4: [17a-4(f), FINRA 4511, CFTC 1.31]
#   remediation: >-
#     Lock it; with --changeable-for-days the lock becomes immutable after that many days (3 at least), for good. Check
#     first that every plan rule and copy that targets the vault retains within the limits, or its jobs fail.
#     `aws backup put-backup-vault-lock-configuration --region {region} --backup-vault-name {name}
#     --min-retention-days <days> --changeable-for-days 3`
package rules.backup.vault_lock

import data.lib.moments
import data.lib.retention

compliant if {
	input.config.lock.locked == true
	_holds(input.requires.vault_lock_mode, input.config.type, input.config.lock.locks_at, input.taken_at)
	is_number(input.config.lock.min_retention_days)
	input.config.lock.min_retention_days >= input.requires.vault_lock_min_days
}

findings contains {
	"message": sprintf(
		"the vault is not locked; tier %v requires a %v lock of %v at least",
		[input.profile.tier, input.requires.vault_lock_mode, retention.spoken(input.requires.vault_lock_min_days)],
	),
	"at": "/config/lock/locked",
	"expected": true,
	"actual": false,
} if {
	input.config.lock.locked == false
}

findings contains {
	"message": sprintf(
		"the vault lock is in governance mode, which an administrator removes; tier %v requires compliance mode",
		[input.profile.tier],
	),
	"at": "/config/lock/locks_at",
	"expected": sprintf("%v or earlier", [input.taken_at]),
	"actual": null,
} if {
	input.config.lock.locked == true
	input.requires.vault_lock_mode == "compliance"
	is_null(input.config.lock.locks_at)
	input.config.type != "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"
}

findings contains {
	"message": sprintf(
		"the vault lock was still cooling off when the snapshot was taken: until %v (%v later) it can be removed",
		[locks_at, moments.spoken(moments.seconds_between(input.taken_at, locks_at))],
	),
	"at": "/config/lock/locks_at",
	"expected": sprintf("%v or earlier", [input.taken_at]),
	"actual": locks_at,
} if {
	input.config.lock.locked == true
	input.requires.vault_lock_mode == "compliance"
	locks_at := input.config.lock.locks_at
	moments.seconds_between(input.taken_at, locks_at) > 0
}

findings contains {
	"message": sprintf(
		"the vault lock enforces no minimum retention; tier %v requires %v",
		[input.profile.tier, retention.spoken(input.requires.vault_lock_min_days)],
	),
	"at": "/config/lock/min_retention_days",
	"expected": input.requires.vault_lock_min_days,
	"actual": null,
} if {
	input.config.lock.locked == true
	is_null(input.config.lock.min_retention_days)
}

findings contains {
	"message": sprintf(
		"the vault lock enforces a minimum retention of %v; tier %v requires %v",
		[retention.spoken(days), input.profile.tier, retention.spoken(input.requires.vault_lock_min_days)],
	),
	"at": "/config/lock/min_retention_days",
	"expected": input.requires.vault_lock_min_days,
	"actual": days,
} if {
	input.config.lock.locked == true
	days := input.config.lock.min_retention_days
	is_number(days)
	days < input.requires.vault_lock_min_days
}

# Whether a lock that is on holds as the mode demands. Air-gapped vaults come with a compliance lock (AWS Backup
# developer guide, "Logically air-gapped vaults").
_holds("governance", _, _, _) := true

_holds("compliance", "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", _, _) := true

_holds("compliance", _, locks_at, taken_at) if moments.seconds_between(locks_at, taken_at) >= 0
