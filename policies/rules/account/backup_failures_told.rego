# METADATA
# title: Failed backup jobs are told to somebody, wherever backups run
# description: >-
#   A backup that fails unnoticed is found out when it is needed. In each Region with backup plans an EventBridge rule
#   must send state changes of backup jobs to a target, or an alarm on AWS Backup's metrics must act, or every vault
#   that the plans target must notify a topic. Which states a rule's pattern picks, and whether anybody reads what
#   arrives, is not looked at. A pattern that does not tell, and a Region that was not looked at, leave it open.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["account"]
# custom:
#   id: ACC-003
#   severity: medium
#   kind: account
#   needs: [/links/monitoring]
#   requires: [backup_failures_told]
#   covers: [91]
#   controls:
#     nist_800_53_r5: ["CP-9(1)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2, CC7.4]
#     cis_controls_8_1: ["11.2"]
#     aws_well_architected: [REL09-BP03]
#   remediation: >-
#     Make a rule for the events of failed, aborted and expired jobs, with a topic as its target.
#     `aws events put-rule --region <region> --name backups-failed --event-pattern
#     '{"source":["aws.backup"],"detail-type":["Backup Job State Change"]}'`, then `aws events put-targets`
package rules.account.backup_failures_told

compliant if {
	input.requires.backup_failures_told == true
	input.links.monitoring.unseen == []
	every region in input.links.monitoring.regions {
		_told(region)
	}
}

unknown contains why if {
	count(findings) == 0
	is_array(input.links.monitoring.regions)
	some region in input.links.monitoring.regions
	some why in _open(region)
}

unknown contains sprintf("enabled Regions were not looked at: %v", [concat(", ", input.links.monitoring.unseen)]) if {
	count(findings) == 0
	count(input.links.monitoring.unseen) > 0
}

findings contains {
	"message": sprintf(
		"nobody is told of failed backup jobs in %v: no EventBridge rule, no alarm, and %v of %v vaults notify a topic",
		[region.region, count(region.plan_vaults_notifying), count(region.plan_vaults)],
	),
	"at": sprintf("/links/monitoring/regions/%v/event_rules", [i]),
	"expected": "a rule for Backup Job State Change",
	"actual": [],
} if {
	is_array(input.links.monitoring.regions)
	some i, region in input.links.monitoring.regions
	_open(region) == set()
	count(region.plan_vaults) > count(region.plan_vaults_notifying)
	region.event_rules == []
	region.backup_alarms == []
}

_told(region) if count(region.event_rules) > 0

_told(region) if count(region.backup_alarms) > 0

_told(region) if {
	region.backup_unread == []
	every vault in region.plan_vaults {
		vault in region.plan_vaults_notifying
	}
}

# What leaves open whether somebody is told, where nothing that was found does it.
_open(region) := {why | some why in region.backup_unread} | {why |
	some name in region.event_rules_unclear
	why := sprintf("the pattern of the EventBridge rule %v does not tell whether it matches backup jobs", [name])
}
