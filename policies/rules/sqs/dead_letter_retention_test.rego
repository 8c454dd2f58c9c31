package rules.sqs.dead_letter_retention_test

import data.rules.sqs.dead_letter_retention as rule
import data.testing.documents
import data.testing.sqs_queue as queues

test_exactly_a_day_longer_is_compliant if {
	document := _kept(432000)
	rule.compliant with input as document
	not rule.exempt with input as document
	rule.findings == set() with input as document
}

test_a_second_less_fails_and_says_so if {
	document := _kept(431999)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"messages are kept for 4 days 23 h 59 min, and for 4 days in orders, whose dead letters it takes; ",
			"tier enterprise requires 1 day more",
		]),
		"at": "/config/retention_seconds",
		"expected": "at least 432000",
		"actual": 431999,
	}}
}

test_the_source_that_keeps_longest_counts if {
	long := object.union(queues.source, {"name": "slow", "retention_seconds": 1209600})
	document := documents.linked(queues.dead_letters, {"sources": [queues.source, long]})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	contains(finding.message, "for 14 days in slow, whose dead letters it takes")
}

test_in_a_fifo_queue_the_age_starts_again if {
	rule.compliant with input as documents.configured(_kept(345600), {"fifo": true})
	document := documents.configured(_kept(345599), {"fifo": true})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	endswith(finding.message, "tier enterprise requires no less")
	finding.expected == "at least 345600"
}

test_a_queue_that_takes_no_dead_letters_is_exempt if {
	rule.exempt with input as queues.queue
	not rule.compliant with input as queues.queue
}

test_unknown_proves_nothing if {
	not rule.compliant with input as _kept(null)
	not rule.compliant with input as documents.configured(queues.dead_letters, {"fifo": null})
	unread := object.union(queues.source, {"retention_seconds": null})
	not rule.compliant with input as documents.linked(queues.dead_letters, {"sources": [queues.source, unread]})
	nothing := documents.linked(queues.dead_letters, {"sources": null})
	not rule.compliant with input as nothing
	not rule.exempt with input as nothing
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(queues.dead_letters)

_kept(seconds) := documents.configured(queues.dead_letters, {"retention_seconds": seconds})
