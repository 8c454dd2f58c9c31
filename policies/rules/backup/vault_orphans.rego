# METADATA
# title: What is left of deleted resources expires
# description: >-
#   Keeping recovery points of a resource that was deleted is what backups are for, for a time. Those without an end
#   stay for ever: no plan ends them, nobody owns them, and what they hold was deleted everywhere else. Only resources
#   are taken to be gone whose kind was listed whole where they were.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-024
#   severity: low
#   kind: backup.vault
#   needs: [/config/type, /links/contents]
#   requires: [vault_orphans_end]
#   covers: [49, 228]
#   controls:
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.5.33, A.8.10]
#     soc_2: [C1.2]
#     gdpr: [5(1)(e)]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     Decide how long they are to be kept, and give them that end.
#     `aws backup update-recovery-point-lifecycle --region {region} --backup-vault-name {name}
#     --recovery-point-arn <recovery point> --lifecycle DeleteAfterDays=<days>`
package rules.backup.vault_orphans

exempt if {
	input.requires.vault_orphans_end == true
	input.config.type == "RESTORE_ACCESS_BACKUP_VAULT"
}

compliant if {
	input.requires.vault_orphans_end == true
	input.config.type in {"BACKUP_VAULT", "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", null}
	input.links.contents.orphans == []
	input.links.contents.doubtful == []
}

unknown contains sprintf(
	"whether %v still exists is not known to this snapshot, and %v of its recovery points never expire",
	[doubt.resource_arn, doubt.count],
) if {
	input.links.contents.orphans == []
	some doubt in input.links.contents.doubtful
}

findings contains {
	"message": sprintf(
		"%v is gone, and its recovery points (%v of them) never expire",
		[orphan.resource_arn, orphan.count],
	),
	"at": sprintf("/links/contents/orphans/%v", [i]),
	"expected": "recovery points that expire",
	"actual": orphan.count,
} if {
	some i, orphan in input.links.contents.orphans
}
