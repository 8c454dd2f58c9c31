# METADATA
# title: What is deleted can be brought back
# description: >-
#   Somebody, or an application, deletes what it may delete. Of every protection only those count that keep what
#   is deleted: point-in-time recovery for its own table and nothing else, versions of a bucket, backups. A
#   replica that repeats deletions does not. What may be lost is the worse of what is promised and what was
#   observed.
# schemas:
#   - input: schema.input
# custom:
#   id: REC-001
#   severity: high
#   kind:
#     [cognito.user_pool, dynamodb.table, ec2.volume, efs.file_system, logs.log_group, opensearch.domain,
#      rds.cluster, rds.instance, s3.bucket]
#   needs: [/recovery]
#   requires: [rpo_seconds, survives_delete]
#   covers: [14, 234]
#   controls:
#     nist_800_53_r5: [CP-9, CP-10]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     aws_well_architected: [REL09-BP01]
#     cis_controls_8_1: ["11.2"]
#     nist_csf_2: [PR.DS-11]
#   remediation: >-
#     Turn on what keeps deletions: point-in-time recovery for a table, versioning for a bucket, a backup plan
#     for the rest; for users, export the pool and put that on record. `aws dynamodb update-continuous-backups
#     --region {region} --table-name {name} --point-in-time-recovery-specification
#     PointInTimeRecoveryEnabled=true`
package rules.recovery.delete

import data.lib.recovery

# What is a part of something else comes back with that.
exempt if count(input.recovery.cells) == 0

compliant if {
	input.requires.survives_delete == true
	recovery.meets(input.recovery.cells.delete, input.requires.rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "delete", input.requires.rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	flaw := recovery.flaw("delete", input.recovery.cells.delete, input.requires.rpo_seconds)
}
