# METADATA
# title: Dead-letter queues and replication have alarms that act
# description: >-
#   Messages in a dead-letter queue, and objects that do not replicate, are losses in the making, and quiet ones. Each
#   dead-letter queue needs an alarm on its messages, each bucket that replicates one on a metric of its replication;
#   an alarm counts when its actions are enabled and it has one, or when a composite alarm that acts names it. Whether
#   what it notifies is read by anybody is asked of the topics. A Region that was not looked at leaves it open.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["account"]
# custom:
#   id: ACC-004
#   severity: low
#   kind: account
#   needs: [/links/monitoring]
#   requires: [alarms_act]
#   covers: [91]
#   controls:
#     aws_fsbp: [CloudWatch.15]
#     iso_27001_2022: [A.8.14]
#     soc_2: [A1.2, CC7.4]
#     aws_well_architected: [REL13-BP04]
#   remediation: >-
#     Make an alarm for each one named, with a topic that somebody reads as its action.
#     `aws cloudwatch put-metric-alarm --region <region> --cli-input-json file://alarm.json`
package rules.account.alarms_act

compliant if {
	input.requires.alarms_act == true
	input.links.monitoring.unseen == []
	every region in input.links.monitoring.regions {
		region.alarms_unread == []
		_all_alarmed(region, "dead_letter_queues")
		_all_alarmed(region, "replicated_buckets")
	}
}

unknown contains why if {
	count(findings) == 0
	is_array(input.links.monitoring.regions)
	some region in input.links.monitoring.regions
	some why in region.alarms_unread
}

unknown contains sprintf("enabled Regions were not looked at: %v", [concat(", ", input.links.monitoring.unseen)]) if {
	count(findings) == 0
	count(input.links.monitoring.unseen) > 0
}

findings contains {
	"message": sprintf("no alarm that acts watches %v %v in %v", [spoken, name, region.region]),
	"at": sprintf("/links/monitoring/regions/%v/%v_alarmed", [i, what]),
	"expected": name,
	"actual": alarmed,
} if {
	is_array(input.links.monitoring.regions)
	some i, region in input.links.monitoring.regions
	region.alarms_unread == []
	some what, spoken in {
		"dead_letter_queues": "the dead-letter queue",
		"replicated_buckets": "the replication of",
	}
	alarmed := region[concat("_", [what, "alarmed"])]
	some name in region[what]
	not name in alarmed
}

_all_alarmed(region, what) if {
	alarmed := region[concat("_", [what, "alarmed"])]
	every name in region[what] {
		name in alarmed
	}
}
