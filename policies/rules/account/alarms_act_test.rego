package rules.account.alarms_act_test

import data.rules.account.alarms_act as rule
import data.testing.account as accounts
import data.testing.documents

test_an_alarm_for_each_is_compliant if {
	rule.compliant with input as accounts.document
	rule.findings == set() with input as accounts.document
}

test_a_queue_without_an_alarm_fails_and_says_so if {
	document := _account(
		[object.union(accounts.region, {"dead_letter_queues": ["documents-dead", "orders-dead"]})],
		[],
	)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no alarm that acts watches the dead-letter queue orders-dead in eu-central-1",
		"at": "/links/monitoring/regions/0/dead_letter_queues_alarmed",
		"expected": "orders-dead",
		"actual": ["documents-dead"],
	}}
}

test_replication_without_an_alarm_fails_and_says_so if {
	document := _account([object.union(accounts.region, {"replicated_buckets_alarmed": []})], [])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "no alarm that acts watches the replication of documents in eu-central-1"
}

test_nothing_to_watch_needs_no_alarm if rule.compliant with input as _account([accounts.quiet], [])

test_what_was_not_read_or_looked_at_leaves_it_open if {
	unread := _account([object.union(accounts.region, {"alarms_unread": ["sqs.queue in eu-central-1: denied"]})], [])
	not rule.compliant with input as unread
	why := rule.unknown with input as unread
	why == {"sqs.queue in eu-central-1: denied"}
	elsewhere := _account([accounts.region], ["us-east-1"])
	not rule.compliant with input as elsewhere
	unsure := rule.unknown with input as elsewhere
	unsure == {"enabled Regions were not looked at: us-east-1"}
}

test_an_unseen_region_hides_no_failure if {
	document := _account([object.union(accounts.region, {"replicated_buckets_alarmed": []})], ["us-east-1"])
	unsure := rule.unknown with input as document
	unsure == set()
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(accounts.document, {"monitoring": null})
	not rule.compliant with input as _account(null, [])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(accounts.document)
}

_account(regions, unseen) := documents.linked(
	accounts.document,
	{"monitoring": {"regions": regions, "unseen": unseen}},
)
