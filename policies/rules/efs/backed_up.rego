# METADATA
# title: The file system is backed up
# description: >-
#   EFS keeps no versions: what is deleted or overwritten in a file system comes back from a backup only. EFS's own
#   automatic backups (its backup policy) or a rule of a backup plan make one. A file system that holds a search index,
#   such as FormKiQ's for Typesense, may instead be built again by a plan, which is a record with the topic
#   search_recovery.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["efs.file_system"]
# custom:
#   id: EFS-001
#   severity: high
#   kind: efs.file_system
#   needs: [/config/backup_policy, /links/backup/opted_in, /links/backup/plan_rules, /links/evidence]
#   part_suffices: [/links/backup/plan_rules, /links/evidence]
#   requires: [file_system_backup, search_recovery_days]
#   covers: [45]
#   controls:
#     aws_fsbp: [EFS.2]
#     aws_config: [EFS_RESOURCES_PROTECTED_BY_BACKUP_PLAN]
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.2"]
#     nist_csf_2: [PR.DS-11]
#     aws_well_architected: [REL09-BP01, REL09-BP03]
#   remediation: >-
#     Turn on automatic backups, or, of an index, record how it is built again. {name} may be a Name tag: give its id.
#     `aws efs put-backup-policy --file-system-id <id> --region {region} --backup-policy Status=ENABLED`
package rules.efs.backed_up

import data.lib.evidence

compliant if {
	input.requires.file_system_backup == true
	input.config.backup_policy.enabled == true
}

compliant if {
	input.requires.file_system_backup == true
	some plan_rule in input.links.backup.plan_rules
	_runs(plan_rule)
}

compliant if {
	input.profile.data_type == "search_index"
	count(evidence.decisions(input.links.evidence, "search_recovery", _asked)) > 0
}

findings contains {
	"message": sprintf("automatic backups are off, and no backup plan backs the file system up%v", [_no_plan]),
	"at": "/config/backup_policy/enabled",
	"expected": true,
	"actual": false,
} if {
	input.config.backup_policy.enabled == false
}

# A selection by tags counts only while AWS Backup's settings of the Region include file systems.
_runs(plan_rule) if plan_rule.needs_opt_in == false

_runs(_) if input.links.backup.opted_in == true

default _no_plan := ""

_no_plan := "; nor is a plan recorded by which its index is built again" if input.profile.data_type == "search_index"

_asked := {"days": input.requires.search_recovery_days, "taken_at": input.taken_at, "as_of": input.as_of}
