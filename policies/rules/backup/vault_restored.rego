# METADATA
# title: Something was restored from the vault lately
# description: >-
#   A vault from which nothing was ever restored is a promise that nobody tried: its key, its policy, and the roles that
#   may restore from it are only known to work by a restore. AWS notes the last restore on each recovery point.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-023
#   severity: low
#   kind: backup.vault
#   needs: [/config/type, /links/contents]
#   requires: [vault_restored_days]
#   covers: [90, 227]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-9(1)"]
#     iso_27001_2022: [A.5.30, A.8.13]
#     soc_2: [A1.3]
#     cis_controls_8_1: ["11.5"]
#     gdpr: [32(1)(d)]
#     aws_well_architected: [REL09-BP04]
#   remediation: >-
#     Add the vault to a restore testing plan.
#     `aws backup update-restore-testing-plan --region {region} --restore-testing-plan-name <plan>
#     --restore-testing-plan file://plan.json`
package rules.backup.vault_restored

import data.lib.moments

exempt if {
	is_number(input.requires.vault_restored_days)
	input.config.type == "RESTORE_ACCESS_BACKUP_VAULT"
}

exempt if {
	is_number(input.requires.vault_restored_days)
	input.links.contents.count == 0
}

compliant if {
	input.config.type in {"BACKUP_VAULT", "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", null}
	input.links.contents.count > 0
	age := moments.age(input.links.contents.newest_restored_at, input.taken_at, input.as_of)
	age <= input.requires.vault_restored_days * moments.day
}

findings contains {
	"message": sprintf(
		"none of the vault's %v recovery points was ever restored; tier %v requires a restore within %v days",
		[input.links.contents.count, input.profile.tier, input.requires.vault_restored_days],
	),
	"at": "/links/contents/newest_restored_at",
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": null,
} if {
	allowed := input.requires.vault_restored_days * moments.day
	is_null(input.links.contents.newest_restored_at)
}

findings contains {
	"message": sprintf(
		"the last restore from the vault was %v ago; tier %v requires one within %v days",
		[moments.spoken(age), input.profile.tier, input.requires.vault_restored_days],
	),
	"at": "/links/contents/newest_restored_at",
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": restored,
} if {
	allowed := input.requires.vault_restored_days * moments.day
	restored := input.links.contents.newest_restored_at
	age := moments.seconds_between(restored, input.as_of)
	age > allowed
}
