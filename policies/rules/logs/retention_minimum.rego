# METADATA
# title: The log group keeps its events for as long as the tier requires
# description: >-
#   What happened can only be looked into while its events are there. A log group that never deletes keeps them long
#   enough; that this has another side is LOG-002's question. A log group of the class DELIVERY passes its events on
#   and keeps them for one day: how long they are kept where they go to is unknown here.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["logs.log_group"]
# custom:
#   id: LOG-001
#   severity: medium
#   kind: logs.log_group
#   needs: [/config/class, /config/never_expires, /config/retention_days]
#   requires: [log_retention_days]
#   covers: [74]
#   controls:
#     aws_fsbp: [CloudWatch.16]
#     aws_config: [CW_LOGGROUP_RETENTION_PERIOD_CHECK]
#     nist_800_53_r5: [AU-11, SI-12]
#     iso_27001_2022: [A.5.33]
#     soc_2: [CC7.4]
#     pci_dss_4: ["10.5.1"]
#     hipaa: [164.316(b)(2)(i)]
#     cis_controls_8_1: ["8.10"]
#   remediation: >-
#     Set the retention; AWS takes 90, 120, 150, 180, 365, 400, 545, 731 days and more.
#     `aws logs put-retention-policy --log-group-name {name} --region {region} --retention-in-days 365`
package rules.logs.retention_minimum

import data.lib.retention

compliant if {
	is_number(input.requires.log_retention_days)
	input.config.never_expires == true
}

compliant if {
	input.config.never_expires == false
	is_number(input.config.retention_days)
	input.config.retention_days >= input.requires.log_retention_days
}

unknown contains "its class is DELIVERY: where events are delivered to, and how long they stay there, is not known" if {
	input.config.class == "DELIVERY"
}

findings contains {
	"message": sprintf(
		"events are deleted after %v; tier %v requires %v",
		[retention.spoken(days), input.profile.tier, retention.spoken(input.requires.log_retention_days)],
	),
	"at": "/config/retention_days",
	"expected": input.requires.log_retention_days,
	"actual": days,
} if {
	days := input.config.retention_days
	is_number(days)
	days < input.requires.log_retention_days
}
