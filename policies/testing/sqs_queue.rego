# METADATA
# title: Queues for rule tests
package testing.sqs_queue

import data.testing.documents

# A queue with a dead-letter queue.
queue := {
	"kind": "sqs.queue",
	"id": "arn:aws:sqs:eu-central-1:111122223333:orders",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "orders",
	"tags": {},
	"config": {
		"created_at": "2024-05-02T08:00:00Z",
		"fifo": false,
		"retention_seconds": 345600,
		"visibility_timeout_seconds": 300,
		"delay_seconds": 0,
		"messages_visible": 0,
		"messages_not_visible": 2,
		"messages_delayed": 0,
		"encryption": {"type": "SSE_SQS", "key_id": null},
		"redrive": {"configured": true, "dead_letter_queue_arn": _dead_letters, "max_receive_count": 5},
		"redrive_allow": {"configured": false, "permission": "allowAll", "source_queue_arns": []},
	},
	"gaps": [],
	"links": object.union(documents.no_links, {
		"dead_letter": {"arn": _dead_letters, "found": true},
		"event_sources": [],
		"sources": [],
	}),
	"profile": object.union(documents.profile, {"data_type": "processing"}),
	"requires": {"dead_letter_queue": true, "dead_letter_outlives_seconds": 86400},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

# Its dead-letter queue.
dead_letters := object.union(queue, {
	"id": _dead_letters,
	"name": "orders-failed",
	"config": {
		"retention_seconds": 1209600,
		"redrive": {"configured": false, "dead_letter_queue_arn": null, "max_receive_count": null},
	},
	"links": {"dead_letter": null, "sources": [source]},
})

source := {"arn": queue.id, "name": "orders", "retention_seconds": 345600}

_dead_letters := "arn:aws:sqs:eu-central-1:111122223333:orders-failed"
