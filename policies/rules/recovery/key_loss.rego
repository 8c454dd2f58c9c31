# METADATA
# title: The loss of the encryption key can be survived
# description: >-
#   The customer's key that encrypts the data is deleted or disabled, and everything under it is unreadable,
#   backups too. A copy counts only where it is known to be under another key. Without a key of the customer's
#   there is nothing to lose.
# schemas:
#   - input: schema.input
# custom:
#   id: REC-006
#   severity: high
#   kind:
#     [dynamodb.table, ec2.volume, efs.file_system, opensearch.domain, rds.cluster, rds.instance, s3.bucket]
#   needs: [/recovery]
#   requires: [disaster_rpo_seconds, survives_key_loss]
#   covers: [53]
#   controls:
#     nist_800_53_r5: [CP-9, "CP-9(8)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     aws_well_architected: [REL09-BP02]
#   remediation: >-
#     Copy recovery points to a vault with a key of its own (best of another account), and deny
#     kms:ScheduleKeyDeletion in the key's policy. `aws backup update-backup-plan --region {region}
#     --backup-plan-id <plan> --backup-plan file://plan.json`
package rules.recovery.key_loss

import data.lib.recovery

# What is a part of something else comes back with that.
exempt if count(input.recovery.cells) == 0

# No key of the customer's is involved: the matrix has no such cell.
exempt if {
	is_object(input.recovery.cells.delete)
	object.get(input.recovery.cells, "key_loss", null) == null
}

compliant if {
	input.requires.survives_key_loss == true
	recovery.meets(input.recovery.cells.key_loss, input.requires.disaster_rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "key_loss", input.requires.disaster_rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	flaw := recovery.flaw("key_loss", input.recovery.cells.key_loss, input.requires.disaster_rpo_seconds)
}
