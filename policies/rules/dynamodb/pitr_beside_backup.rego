# METADATA
# title: Point-in-time recovery stays on beside AWS Backup
# description: >-
#   A backup plan brings a table back to the night before; only point-in-time recovery brings it back to the second
#   before. Putting a table into a plan is no reason to turn it off.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-007
#   severity: high
#   kind: dynamodb.table
#   needs: [/config/pitr, /links/backup/plan_rules]
#   requires: [pitr]
#   covers: [58]
#   controls:
#     aws_fsbp: [DynamoDB.2, DynamoDB.4]
#     nist_800_53_r5: [CP-9, "CP-10(2)"]
#     iso_27001_2022: [A.8.13]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Turn point-in-time recovery on again; the plan's recovery points stay as they are.
#     `aws dynamodb update-continuous-backups --table-name {name} --region {region}
#     --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`
package rules.dynamodb.pitr_beside_backup

import data.lib.backups

exempt if {
	input.requires.pitr == true
	input.links.backup.plan_rules == []
}

compliant if {
	input.requires.pitr == true
	input.config.pitr.enabled == true
	some rule in input.links.backup.plan_rules
	is_string(rule.plan_arn)
}

findings contains {
	"message": sprintf(
		"point-in-time recovery is off although %v backs the table up: what was written between two runs is lost",
		[backups.spoken(rule)],
	),
	"at": "/config/pitr/enabled",
	"expected": true,
	"actual": false,
} if {
	input.config.pitr.enabled == false
	some rule in input.links.backup.plan_rules
}
