# METADATA
# title: An administrator turned hostile cannot destroy every copy
# description: >-
#   Only what the administrators of the account cannot destroy survives: a copy in another account under a key of
#   its own, or one under a compliance lock that is in force and whose key is not theirs to delete. A governance
#   lock, one that is cooling off, deletion protection and point-in-time recovery all fall to an administrator.
# schemas:
#   - input: schema.input
# custom:
#   id: REC-008
#   severity: critical
#   kind:
#     [cognito.user_pool, dynamodb.table, ec2.volume, efs.file_system, logs.log_group, opensearch.collection,
#      opensearch.domain, rds.cluster, rds.instance, s3.bucket]
#   needs: [/recovery]
#   requires: [disaster_rpo_seconds, survives_account_compromise]
#   covers: [52, 55, 236]
#   controls:
#     nist_800_53_r5: ["CP-6(1)", "CP-9(3)", "CP-9(8)", "AU-9(2)"]
#     iso_27001_2022: [A.5.29, A.8.13]
#     soc_2: [A1.2, CC7.5]
#     aws_well_architected: [REL09-BP02]
#     dora: [Art. 12(3)]
#     cis_controls_8_1: ["11.3", "11.4"]
#     aws_backup_audit_manager:
#       - BACKUP_RESOURCES_PROTECTED_BY_CROSS_ACCOUNT
#       - BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK
#   remediation: >-
#     Copy recovery points to a vault of another account with that account's key, best a logically air-gapped or
#     compliance-locked one. `aws backup update-backup-plan --region {region} --backup-plan-id <plan>
#     --backup-plan file://plan.json`
package rules.recovery.account_compromise

import data.lib.recovery

# What is a part of something else comes back with that.
exempt if count(input.recovery.cells) == 0

compliant if {
	input.requires.survives_account_compromise == true
	recovery.meets(input.recovery.cells.account_compromise, input.requires.disaster_rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "account_compromise", input.requires.disaster_rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	cell := input.recovery.cells.account_compromise
	flaw := recovery.flaw("account_compromise", cell, input.requires.disaster_rpo_seconds)
}
