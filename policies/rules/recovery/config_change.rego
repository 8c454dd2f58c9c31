# METADATA
# title: The configuration of the resource can be brought back
# description: >-
#   Settings are changed or lost. The template of the stack that owns the resource says how they were, if drift
#   detection found it unchanged since the last update; so does an export of the stack that was taken after it.
#   What is in no stack may be described elsewhere: that is unknown until somebody puts it on record.
# schemas:
#   - input: schema.input
# custom:
#   id: REC-009
#   severity: medium
#   kind:
#     [cloudformation.stack, cognito.user_pool, dynamodb.table, ec2.volume, efs.file_system, logs.log_group,
#      opensearch.collection, opensearch.domain, rds.cluster, rds.instance, s3.bucket]
#   needs: [/recovery]
#   requires: [rpo_seconds, survives_config_change]
#   covers: [60]
#   controls:
#     nist_800_53_r5: [CP-9, CP-10]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2, CC7.5]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Detect drift and put the resource back to its template, or export the stack and put that on record. `aws
#     cloudformation detect-stack-drift --region {region} --stack-name <stack>`
package rules.recovery.config_change

import data.lib.recovery

# Nothing befalls it by itself: it is a nested stack.
exempt if count(input.recovery.cells) == 0

compliant if {
	input.requires.survives_config_change == true
	recovery.meets(input.recovery.cells.config_change, input.requires.rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "config_change", input.requires.rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	flaw := recovery.flaw("config_change", input.recovery.cells.config_change, input.requires.rpo_seconds)
}
