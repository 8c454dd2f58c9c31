# METADATA
# title: Corruption that is noticed late can be undone
# description: >-
#   A defect spoils the data, and somebody notices within the days that the tier assumes. A path helps if it
#   reaches back beyond them: what was recorded counts, not what is configured. A replica of a global table
#   repeats the corruption within seconds.
# schemas:
#   - input: schema.input
# custom:
#   id: REC-003
#   severity: high
#   kind:
#     [dynamodb.table, ec2.volume, efs.file_system, opensearch.domain, rds.cluster, rds.instance, s3.bucket]
#   needs: [/recovery]
#   requires: [rpo_seconds, survives_corruption]
#   covers: [8, 23]
#   controls:
#     nist_800_53_r5: [CP-9, "CP-6(2)", CP-10]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2, PI1.5]
#     aws_well_architected: [REL09-BP01, REL13-BP01]
#     dora: [Art. 12(1)]
#   remediation: >-
#     Keep versions, recovery points or the window of point-in-time recovery for longer than it takes to notice;
#     what is too young has to grow. `aws backup update-backup-plan --region {region} --backup-plan-id <plan>
#     --backup-plan file://plan.json`
package rules.recovery.corruption

import data.lib.recovery

# What is a part of something else comes back with that.
exempt if count(input.recovery.cells) == 0

compliant if {
	input.requires.survives_corruption == true
	recovery.meets(input.recovery.cells.corruption, input.requires.rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "corruption", input.requires.rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	flaw := recovery.flaw("corruption", input.recovery.cells.corruption, input.requires.rpo_seconds)
}
