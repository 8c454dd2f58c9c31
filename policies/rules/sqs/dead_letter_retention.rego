# METADATA
# title: The dead-letter queue keeps messages longer than its sources
# description: >-
#   A message of a standard queue keeps its age when it moves to the dead-letter queue: one that spent all its life in
#   the source is deleted there at once unless the dead-letter queue keeps longer, by as much as somebody needs to
#   notice. In a FIFO queue the age starts again, so as long as the source is enough (SQS Developer Guide,
#   "Setting-up dead-letter queue retention").
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["sqs.queue"]
# custom:
#   id: SQS-002
#   severity: medium
#   kind: sqs.queue
#   needs: [/config/fifo, /config/retention_seconds, /links/sources]
#   requires: [dead_letter_outlives_seconds]
#   covers: [78]
#   controls:
#     nist_800_53_r5: [SI-12, "CP-10(2)"]
#     iso_27001_2022: [A.5.33]
#     soc_2: [A1.2, PI1.5]
#   remediation: >-
#     Let it keep messages for 14 days, the most that SQS allows, and the sources for less.
#     `aws sqs set-queue-attributes --queue-url URL --region {region} --attributes MessageRetentionPeriod=1209600`
package rules.sqs.dead_letter_retention

import data.lib.moments

exempt if {
	is_array(input.links.sources)
	count(input.links.sources) == 0
}

compliant if {
	is_array(input.links.sources)
	count(input.links.sources) > 0
	margin := _margin(input.config.fifo, input.requires.dead_letter_outlives_seconds)
	every source in input.links.sources {
		_outlives(source.retention_seconds, input.config.retention_seconds, margin)
	}
}

findings contains {
	"message": sprintf("messages are kept for %v, and for %v in %v, whose dead letters it takes; tier %v requires %v", [
		moments.spoken(input.config.retention_seconds),
		moments.spoken(source.retention_seconds),
		source.name,
		input.profile.tier,
		_wanted(input.config.fifo, input.requires.dead_letter_outlives_seconds),
	]),
	"at": "/config/retention_seconds",
	"expected": sprintf("at least %v", [needed]),
	"actual": input.config.retention_seconds,
} if {
	is_number(input.config.retention_seconds)
	is_array(input.links.sources)
	some source in input.links.sources
	is_number(source.retention_seconds)
	needed := source.retention_seconds + _margin(input.config.fifo, input.requires.dead_letter_outlives_seconds)
	input.config.retention_seconds < needed
}

_outlives(theirs, ours, margin) if {
	is_number(theirs)
	is_number(ours)
	ours - theirs >= margin
}

_margin(false, seconds) := seconds

_margin(true, _) := 0

_wanted(false, seconds) := sprintf("%v more", [moments.spoken(seconds)])

_wanted(true, _) := "no less"
