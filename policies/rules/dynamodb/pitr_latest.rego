# METADATA
# title: The latest restorable moment is recent enough
# description: >-
#   Whatever was written after the latest restorable moment is lost in a restore. It usually trails the present by
#   about five minutes; where it does not, continuous backups have stalled although they are switched on.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-004
#   severity: high
#   kind: dynamodb.table
#   needs: [/config/pitr]
#   requires: [latest_restorable_within_seconds]
#   covers: [10]
#   controls:
#     aws_fsbp: [DynamoDB.2]
#     nist_800_53_r5: ["CP-6(2)", CP-9, "CP-10(2)"]
#     iso_27001_2022: [A.8.13, A.5.30]
#     soc_2: [A1.2]
#     fedramp_20x: [KSI-RPL-03]
#   remediation: >-
#     Look at the table's state and ask AWS Support why its continuous backups stand still; take a full backup until
#     they move again. `aws dynamodb describe-continuous-backups --table-name {name} --region {region}`
package rules.dynamodb.pitr_latest

import data.lib.moments

compliant if {
	input.config.pitr.enabled == true
	lost := moments.age(input.config.pitr.latest_restorable_at, input.taken_at, input.as_of)
	lost <= input.requires.latest_restorable_within_seconds
}

findings contains {
	"message": sprintf(
		"a restore would lose the last %v of writes; tier %v allows %v",
		[moments.spoken(lost), input.profile.tier, moments.spoken(input.requires.latest_restorable_within_seconds)],
	),
	"at": "/config/pitr/latest_restorable_at",
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": input.config.pitr.latest_restorable_at,
} if {
	input.config.pitr.enabled == true
	allowed := input.requires.latest_restorable_within_seconds
	lost := moments.seconds_between(input.config.pitr.latest_restorable_at, input.as_of)
	lost > allowed
}

findings contains {
	"message": "AWS does not say what the latest restorable moment is, so nothing is proven",
	"at": "/config/pitr/latest_restorable_at",
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": null,
} if {
	input.config.pitr.enabled == true
	is_null(input.config.pitr.latest_restorable_at)
	allowed := input.requires.latest_restorable_within_seconds
}

findings contains {
	"message": sprintf(
		"point-in-time recovery is off, so there is no latest restorable moment; tier %v allows a loss of %v",
		[input.profile.tier, moments.spoken(input.requires.latest_restorable_within_seconds)],
	),
	"at": "/config/pitr/enabled",
	"expected": true,
	"actual": false,
} if {
	input.config.pitr.enabled == false
}
