# METADATA
# title: The configured point-in-time window is as long as the tier requires
# description: >-
#   The recovery period says how far back a table may be restored at most. A shorter one costs the same, so it is
#   never a saving. How far back one can really go today is DDB-003's question.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-002
#   severity: high
#   kind: dynamodb.table
#   needs: [/config/pitr]
#   requires: [pitr_window_days]
#   covers: [8]
#   controls:
#     aws_fsbp: [DynamoDB.2]
#     nist_800_53_r5: [CP-9, "CP-6(2)", SI-12]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     nist_csf_2: [PR.DS-11]
#   remediation: >-
#     Set the recovery period; lengthening it keeps what is already reachable.
#     `aws dynamodb update-continuous-backups --table-name {name} --region {region}
#     --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=35`
package rules.dynamodb.pitr_window

import data.lib.retention

compliant if {
	input.config.pitr.enabled == true
	is_number(input.config.pitr.window_days)
	input.config.pitr.window_days >= input.requires.pitr_window_days
}

findings contains {
	"message": sprintf(
		"point-in-time recovery reaches back %v at most; tier %v requires %v",
		[retention.spoken(days), input.profile.tier, retention.spoken(input.requires.pitr_window_days)],
	),
	"at": "/config/pitr/window_days",
	"expected": input.requires.pitr_window_days,
	"actual": days,
} if {
	input.config.pitr.enabled == true
	days := input.config.pitr.window_days
	is_number(days)
	days < input.requires.pitr_window_days
}

findings contains {
	"message": "AWS does not say how long the point-in-time window is, so nothing is proven",
	"at": "/config/pitr/window_days",
	"expected": input.requires.pitr_window_days,
	"actual": null,
} if {
	input.config.pitr.enabled == true
	is_null(input.config.pitr.window_days)
}

findings contains {
	"message": sprintf(
		"point-in-time recovery is off, so there is no window; tier %v requires %v",
		[input.profile.tier, retention.spoken(input.requires.pitr_window_days)],
	),
	"at": "/config/pitr/enabled",
	"expected": true,
	"actual": false,
} if {
	input.config.pitr.enabled == false
}
