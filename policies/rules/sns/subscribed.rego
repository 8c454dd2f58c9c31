# METADATA
# title: Somebody hears of what is published to the topic
# description: >-
#   An alarm, a backup vault or a rule of EventBridge that publishes to a topic without a confirmed subscription tells
#   nobody: the backup fails in silence. A subscription that was never confirmed gets nothing. Topics that none of these
#   publishes to are left aside.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["sns.topic"]
# custom:
#   id: SNS-001
#   severity: medium
#   kind: sns.topic
#   needs: [/config/subscriptions_confirmed, /config/subscriptions_pending, /links/publishers]
#   part_suffices: [/links/publishers]
#   requires: [alerts_delivered]
#   covers: [92]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [CC7.4]
#     aws_well_architected: [REL09-BP03]
#   remediation: >-
#     Subscribe somebody who reads it, and confirm the subscription.
#     `aws sns subscribe --topic-arn {id} --region {region} --protocol email --notification-endpoint ADDRESS`
package rules.sns.subscribed

exempt if {
	is_array(input.links.publishers)
	count(input.links.publishers) == 0
}

compliant if {
	input.requires.alerts_delivered == true
	is_array(input.links.publishers)
	count(input.links.publishers) > 0
	is_number(input.config.subscriptions_confirmed)
	input.config.subscriptions_confirmed > 0
}

findings contains {
	"message": sprintf(
		"%v publishes to it, and nobody hears of it: no subscription is confirmed%v",
		[_spoken(input.links.publishers), _pending(input.config.subscriptions_pending)],
	),
	"at": "/config/subscriptions_confirmed",
	"expected": "1 or more",
	"actual": 0,
} if {
	is_array(input.links.publishers)
	count(input.links.publishers) > 0
	input.config.subscriptions_confirmed == 0
}

_spoken(publishers) := concat(", ", [text |
	is_array(publishers)
	some publisher in publishers
	text := sprintf("%v %v%v", [publisher.kind, publisher.name, _others(publisher.count)])
])

_others(1) := ""

_others(number) := sprintf(" (and %v more)", [number - 1]) if number > 1

_pending(number) := sprintf(" (%v pending)", [number]) if {
	is_number(number)
	number > 0
} else := ""
