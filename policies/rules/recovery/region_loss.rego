# METADATA
# title: The loss of the Region can be survived
# description: >-
#   The Region does not answer. A copy in another one counts: recovery points that have arrived there, a replica
#   (for this scenario alone: a global table is no backup), replicated automated backups. Point-in-time recovery
#   restores only while the Region answers. Where AWS promises no time in which a replica follows, nothing bounds
#   the loss.
# schemas:
#   - input: schema.input
# custom:
#   id: REC-007
#   severity: critical
#   kind:
#     [cognito.user_pool, dynamodb.table, ec2.volume, efs.file_system, logs.log_group, opensearch.collection,
#      opensearch.domain, rds.cluster, rds.instance, s3.bucket]
#   needs: [/recovery]
#   requires: [disaster_rpo_seconds, survives_region_loss]
#   covers: [20]
#   controls:
#     nist_800_53_r5: [CP-6, "CP-6(1)", "CP-9(3)", CP-10]
#     iso_27001_2022: [A.5.29, A.8.14]
#     soc_2: [A1.2, A1.3]
#     aws_well_architected: [REL13-BP02]
#     dora: [Art. 12(3)]
#     nis2: [2024/2690 annex 4.2]
#     aws_backup_audit_manager: [BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION]
#   remediation: >-
#     Copy recovery points to a vault in another Region, or replicate with time control and metrics. `aws backup
#     update-backup-plan --region {region} --backup-plan-id <plan> --backup-plan file://plan.json`
package rules.recovery.region_loss

import data.lib.recovery

# What is a part of something else comes back with that.
exempt if count(input.recovery.cells) == 0

compliant if {
	input.requires.survives_region_loss == true
	recovery.meets(input.recovery.cells.region_loss, input.requires.disaster_rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "region_loss", input.requires.disaster_rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	flaw := recovery.flaw("region_loss", input.recovery.cells.region_loss, input.requires.disaster_rpo_seconds)
}
