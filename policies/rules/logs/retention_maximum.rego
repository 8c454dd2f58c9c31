# METADATA
# title: The log group does not keep its events for ever
# description: >-
#   A log group that nobody set a retention for keeps every event for ever, as those do that a service creates by
#   itself: that costs more every month, and holds personal data for longer than anybody decided. Whoever wants to
#   keep events says for how long.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["logs.log_group"]
# custom:
#   id: LOG-002
#   severity: low
#   kind: logs.log_group
#   needs: [/config/never_expires, /config/retention_days]
#   requires: [log_max_retention_days]
#   covers: [74]
#   controls:
#     nist_800_53_r5: [AU-11, SI-12]
#     iso_27001_2022: [A.8.10]
#     soc_2: [C1.2]
#     pci_dss_4: ["3.2.1"]
#     gdpr: [5(1)(e)]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     Set the retention; what is older is deleted within three days.
#     `aws logs put-retention-policy --log-group-name {name} --region {region} --retention-in-days 365`
package rules.logs.retention_maximum

import data.lib.retention

compliant if {
	input.config.never_expires == false
	is_number(input.config.retention_days)
	input.config.retention_days <= input.requires.log_max_retention_days
}

findings contains {
	"message": sprintf(
		"no retention is set, so events are kept for ever; tier %v allows %v",
		[input.profile.tier, retention.spoken(input.requires.log_max_retention_days)],
	),
	"at": "/config/retention_days",
	"expected": sprintf("at most %v", [retention.spoken(input.requires.log_max_retention_days)]),
	"actual": null,
} if {
	input.config.never_expires == true
}

findings contains {
	"message": sprintf(
		"events are kept for %v; tier %v allows %v",
		[retention.spoken(days), input.profile.tier, retention.spoken(input.requires.log_max_retention_days)],
	),
	"at": "/config/retention_days",
	"expected": sprintf("at most %v", [retention.spoken(input.requires.log_max_retention_days)]),
	"actual": days,
} if {
	days := input.config.retention_days
	is_number(days)
	days > input.requires.log_max_retention_days
}
