# METADATA
# title: What is overwritten can be brought back
# description: >-
#   Something is overwritten with something else. Point-in-time recovery, versions and backups keep what was
#   there; a replica takes the change over.
# schemas:
#   - input: schema.input
# custom:
#   id: REC-002
#   severity: high
#   kind:
#     [dynamodb.table, ec2.volume, efs.file_system, opensearch.domain, rds.cluster, rds.instance, s3.bucket]
#   needs: [/recovery]
#   requires: [rpo_seconds, survives_overwrite]
#   covers: [10]
#   controls:
#     nist_800_53_r5: [CP-9, CP-10, "CP-10(2)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2, PI1.5]
#     aws_well_architected: [REL09-BP01]
#     cis_controls_8_1: ["11.2"]
#   remediation: >-
#     As for deletions: point-in-time recovery, versioning, or a backup plan whose schedule meets the objective.
#     `aws s3api put-bucket-versioning --region {region} --bucket {name} --versioning-configuration
#     Status=Enabled`
package rules.recovery.overwrite

import data.lib.recovery

# What is a part of something else comes back with that.
exempt if count(input.recovery.cells) == 0

compliant if {
	input.requires.survives_overwrite == true
	recovery.meets(input.recovery.cells.overwrite, input.requires.rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "overwrite", input.requires.rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	flaw := recovery.flaw("overwrite", input.recovery.cells.overwrite, input.requires.rpo_seconds)
}
