# METADATA
# title: A backup plan selects the resource
# description: >-
#   Selections are evaluated in full: ARNs and wildcards, tags, conditions, exclusions. That the resource was once
#   backed up does not count; that a plan will back it up does.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-001
#   severity: high
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/plan_rules]
#   requires: [backup_plan]
#   covers: [47]
#   controls:
#     aws_fsbp: [DynamoDB.4]
#     aws_config: [DYNAMODB_RESOURCES_PROTECTED_BY_BACKUP_PLAN, S3_RESOURCES_PROTECTED_BY_BACKUP_PLAN]
#     aws_backup_audit_manager: [BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN]
#     nist_800_53_r5: [CP-9, CP-10, "SI-13(5)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     hipaa: [164.308(a)(7)(ii)(A)]
#     cis_controls_8_1: ["11.2"]
#     dora: [Art. 12(1)]
#     nis2: [Art. 21(2)(c), 2024/2690 annex 4.2]
#     gdpr: [32(1)(c)]
#     fedramp_20x: [KSI-RPL-03]
#     aws_well_architected: [REL09-BP03]
#   remediation: >-
#     Give it the tag that a plan selects by, or name its ARN in a selection.
#     `aws backup create-backup-selection --region {region} --backup-plan-id <plan>
#     --backup-selection file://selection.json`
package rules.backup.plan_coverage

compliant if {
	input.requires.backup_plan == true
	some rule in input.links.backup.plan_rules
	is_string(rule.plan_arn)
}

findings contains {
	"message": sprintf("no backup plan selects it; tier %v requires one", [input.profile.tier]),
	"at": "/links/backup/plan_rules",
	"expected": "at least one plan rule",
	"actual": [],
} if {
	input.links.backup.plan_rules == []
}
