# METADATA
# title: Nothing in a locked vault is kept for ever
# description: >-
#   A recovery point without an end in a vault whose lock nobody can remove can never be deleted, by nobody: it is paid
#   for and holds what it holds until the account is closed. The time to see that is before the lock date.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-020
#   severity: medium
#   kind: backup.vault
#   needs: [/config/lock, /config/type, /links/contents]
#   requires: [vault_recovery_points_end]
#   covers: [55]
#   controls:
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.5.33, A.8.10]
#     soc_2: [C1.2]
#     gdpr: [5(1)(e)]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     While the lock still allows it, give these recovery points an end, and set a maximum retention so that no more of
#     them are made. `aws backup update-recovery-point-lifecycle --region {region} --backup-vault-name {name}
#     --recovery-point-arn <recovery point> --lifecycle DeleteAfterDays=<days>`
package rules.backup.vault_recovery_points_end

exempt if {
	input.requires.vault_recovery_points_end == true
	input.config.lock.locked == false
}

exempt if {
	input.requires.vault_recovery_points_end == true
	input.config.type == "RESTORE_ACCESS_BACKUP_VAULT"
}

compliant if {
	input.requires.vault_recovery_points_end == true
	input.config.type in {"BACKUP_VAULT", "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", null}
	input.config.lock.locked == true
	input.links.contents.never_expires == 0
}

findings contains {
	"message": sprintf(
		"%v recovery points in the vault never expire, and %v%v",
		[count_left, _until(input.config.lock.locks_at, input.taken_at), _limits(input.config.lock)],
	),
	"at": "/links/contents/never_expires",
	"expected": 0,
	"actual": count_left,
} if {
	input.config.lock.locked == true
	count_left := input.links.contents.never_expires
	count_left > 0
}

_until(null, _) := "its lock keeps them until somebody removes it"

_until(locks_at, taken_at) := sprintf("from %v on nobody can ever delete them", [locks_at]) if {
	is_string(locks_at)
	time.parse_rfc3339_ns(locks_at) > time.parse_rfc3339_ns(taken_at)
} else := "nobody can ever delete them" if is_string(locks_at)

_limits(lock) := "; the lock has no maximum retention, so there will be more" if {
	is_null(lock.max_retention_days)
} else := ""
