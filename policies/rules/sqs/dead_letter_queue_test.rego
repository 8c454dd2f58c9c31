package rules.sqs.dead_letter_queue_test

import data.rules.sqs.dead_letter_queue as rule
import data.testing.documents
import data.testing.sqs_queue as queues

test_a_queue_with_a_dead_letter_queue_is_compliant if {
	rule.compliant with input as queues.queue
	not rule.exempt with input as queues.queue
	rule.findings == set() with input as queues.queue
}

test_none_fails_and_says_so if {
	not rule.compliant with input as _alone
	not rule.exempt with input as _alone
	rule.unknown == set() with input as _alone
	found := rule.findings with input as _alone
	found == {{
		"message": "there is no dead-letter queue, so what cannot be handled is lost; tier enterprise requires one",
		"at": "/config/redrive/configured",
		"expected": true,
		"actual": false,
	}}
}

test_one_that_was_deleted_fails_and_says_so if {
	document := documents.linked(queues.queue, {"dead_letter": {"found": false}})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the dead-letter queue arn:aws:sqs:eu-central-1:111122223333:orders-failed does not exist",
		"at": "/links/dead_letter/found",
		"expected": true,
		"actual": false,
	}}
}

test_what_takes_the_dead_letters_of_others_is_exempt if {
	rule.exempt with input as queues.dead_letters
	rule.exempt with input as documents.linked(_alone, {"event_sources": ["arn:aws:events:eu-central-1:1:rule/r"]})
	rule.exempt with input as documents.configured(_alone, {"redrive_allow": {"permission": "byQueue"}})
	not rule.exempt with input as documents.configured(_alone, {"redrive_allow": {"permission": "denyAll"}})
}

test_a_dead_letter_queue_with_one_of_its_own_is_no_contradiction if {
	document := documents.linked(queues.queue, {"sources": [queues.source]})
	rule.compliant with input as document
	not rule.exempt with input as document
}

test_what_only_its_name_calls_so_is_unknown if {
	every name in ["orders-dlq", "OrdersDeadLetterQueue", "orders-dead", "orders-dead.fifo", "dead_letters"] {
		document := object.union(_alone, {"name": name})
		not rule.compliant with input as document
		count(rule.unknown) == 1 with input as document
	}
	every name in ["orders", "deadlines"] {
		rule.unknown == set() with input as object.union(_alone, {"name": name})
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(queues.queue, {"dead_letter": null})
	not rule.compliant with input as documents.configured(queues.queue, {"redrive": null})
	nothing := documents.linked(_alone, {"sources": null, "event_sources": null})
	not rule.exempt with input as nothing
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(queues.queue)

_alone := documents.linked(
	documents.configured(queues.queue, {"redrive": {
		"configured": false,
		"dead_letter_queue_arn": null,
		"max_receive_count": null,
	}}),
	{"dead_letter": null},
)
