# METADATA
# title: The queue has a dead-letter queue
# description: >-
#   A message that nobody can handle is tried until its queue's retention ends, and is then gone without a trace. A
#   dead-letter queue keeps it, if there still is one: SQS lets a queue name one that was deleted. A queue that takes
#   the dead letters of others (queues, or rules of EventBridge) needs none of its own. Those of functions and of topics
#   are not told by what is scanned: a queue that only its name calls a dead-letter queue is unknown.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["sqs.queue"]
# custom:
#   id: SQS-001
#   severity: medium
#   kind: sqs.queue
#   needs: [/config/redrive, /config/redrive_allow, /links/dead_letter, /links/event_sources, /links/sources]
#   part_suffices: [/links/event_sources, /links/sources]
#   requires: [dead_letter_queue]
#   covers: [78]
#   controls:
#     nist_800_53_r5: ["SI-13(5)", "CP-10(2)"]
#     iso_27001_2022: [A.8.14]
#     soc_2: [A1.2, PI1.5]
#   remediation: >-
#     Make a queue with a longer retention, and name it in the redrive policy.
#     `aws sqs set-queue-attributes --queue-url URL --region {region} --attributes
#     '{"RedrivePolicy": "{\"deadLetterTargetArn\": \"ARN\", \"maxReceiveCount\": \"5\"}"}'`
package rules.sqs.dead_letter_queue

# It takes the dead letters of others.
exempt if {
	input.config.redrive.configured == false
	is_array(input.links.sources)
	count(input.links.sources) > 0
}

exempt if {
	input.config.redrive.configured == false
	is_array(input.links.event_sources)
	count(input.links.event_sources) > 0
}

# Somebody named the queues that may send it theirs.
exempt if {
	input.config.redrive.configured == false
	input.config.redrive_allow.permission == "byQueue"
}

compliant if {
	input.requires.dead_letter_queue == true
	input.config.redrive.configured == true
	input.links.dead_letter.found == true
}

unknown contains "its name says that it takes dead letters; no scan tells whether a function or a topic sends any" if {
	input.config.redrive.configured == false
	regex.match(`(?i)(dlq|dead.?letter|dead(\.fifo)?$)`, input.name)
}

findings contains {
	"message": sprintf(
		"there is no dead-letter queue, so what cannot be handled is lost; tier %v requires one",
		[input.profile.tier],
	),
	"at": "/config/redrive/configured",
	"expected": true,
	"actual": false,
} if {
	input.config.redrive.configured == false
}

findings contains {
	"message": sprintf("the dead-letter queue %v does not exist", [input.links.dead_letter.arn]),
	"at": "/links/dead_letter/found",
	"expected": true,
	"actual": false,
} if {
	input.config.redrive.configured == true
	input.links.dead_letter.found == false
}
