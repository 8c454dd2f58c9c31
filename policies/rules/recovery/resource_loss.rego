# METADATA
# title: The loss of the resource itself can be undone
# description: >-
#   The table, bucket, database, pool or stack is deleted. What lies in it goes with it: point-in-time recovery,
#   versions, automated backups, AWS's own snapshots of a search domain. AWS Backup does not know OpenSearch, and
#   is never credited for it: an index comes back from manual snapshots or from its sources.
# schemas:
#   - input: schema.input
# custom:
#   id: REC-005
#   severity: high
#   kind:
#     [cloudformation.stack, cognito.user_pool, dynamodb.table, ec2.volume, efs.file_system, logs.log_group,
#      opensearch.collection, opensearch.domain, rds.cluster, rds.instance, s3.bucket]
#   needs: [/recovery]
#   requires: [disaster_rpo_seconds, survives_resource_loss]
#   covers: [43]
#   controls:
#     nist_800_53_r5: [CP-9, CP-10]
#     iso_27001_2022: [A.8.13, A.5.30]
#     soc_2: [A1.2, CC7.5]
#     aws_well_architected: [REL09-BP01, REL13-BP02]
#     hipaa: ["164.308(a)(7)(ii)(A)"]
#     gdpr: ["32(1)(c)"]
#   remediation: >-
#     Add a protection that outlives it: an on-demand or AWS Backup recovery point, a replica, a manual
#     snapshot, an export; and turn deletion protection on. `aws backup start-backup-job --region {region}
#     --backup-vault-name <vault> --resource-arn <arn> --iam-role-arn <role>`
package rules.recovery.resource_loss

import data.lib.recovery

# Nothing befalls it by itself: it is a nested stack.
exempt if count(input.recovery.cells) == 0

compliant if {
	input.requires.survives_resource_loss == true
	recovery.meets(input.recovery.cells.resource_loss, input.requires.disaster_rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "resource_loss", input.requires.disaster_rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	cell := input.recovery.cells.resource_loss
	flaw := recovery.flaw("resource_loss", cell, input.requires.disaster_rpo_seconds)
}
