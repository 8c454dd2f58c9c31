# METADATA
# title: Recovery points stay out of cold storage until losses are noticed
# description: >-
#   AWS does not say how long a restore from AWS Backup's cold storage takes, so that no RTO can be promised of one. At
#   least one rule that backs the table up must keep its recovery points warm for as long as the tier expects a loss to
#   stay unnoticed; what goes cold after that is for the archive. A table that no plan selects is not judged (BKP-001
#   is).
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: COLD-001
#   severity: medium
#   kind: dynamodb.table
#   needs: [/links/backup/plan_rules]
#   requires: [warm_backup_days]
#   covers: [101]
#   controls:
#     aws_backup_audit_manager: [RESTORE_TIME_FOR_RESOURCES_MEET_TARGET]
#     nist_800_53_r5: [CP-10, "CP-10(4)"]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.2]
#     gdpr: [32(1)(c)]
#   remediation: >-
#     Raise MoveToColdStorageAfterDays in the plan's rule, or drop it; DeleteAfterDays has to be 90 days more at least.
#     `aws backup update-backup-plan --backup-plan-id PLAN --backup-plan file://plan.json`
package rules.cold.warm_backups

import data.lib.backups
import data.lib.retention

exempt if {
	is_number(input.requires.warm_backup_days)
	input.links.backup.plan_rules == []
}

compliant if {
	is_number(input.requires.warm_backup_days)
	some rule in input.links.backup.plan_rules
	retention.lasts(rule.move_to_cold_after_days, input.requires.warm_backup_days)
	backups.keeps(rule, input.requires.warm_backup_days)
}

findings contains {
	"message": sprintf("%v keeps recovery points warm for %v; tier %v requires %v", [
		backups.spoken(rule), retention.spoken(warm), input.profile.tier,
		retention.spoken(input.requires.warm_backup_days),
	]),
	"at": sprintf("/links/backup/plan_rules/%v/%v", [i, name]),
	"expected": input.requires.warm_backup_days,
	"actual": warm,
} if {
	some i, rule in input.links.backup.plan_rules
	some name in ["delete_after_days", "move_to_cold_after_days"]
	warm := rule[name]
	is_number(warm)
	warm < input.requires.warm_backup_days
}
