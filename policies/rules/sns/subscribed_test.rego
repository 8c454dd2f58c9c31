package rules.sns.subscribed_test

import data.rules.sns.subscribed as rule
import data.testing.documents
import data.testing.sns_topic as topics

test_one_confirmed_subscription_is_compliant if {
	document := documents.configured(topics.topic, {"subscriptions_confirmed": 1})
	rule.compliant with input as document
	not rule.exempt with input as document
	rule.findings == set() with input as document
}

test_none_fails_and_says_so if {
	not rule.compliant with input as _unheard
	found := rule.findings with input as _unheard
	found == {{
		"message": "cloudwatch.alarm backups-failed publishes to it, and nobody hears of it: no subscription is confirmed",
		"at": "/config/subscriptions_confirmed",
		"expected": "1 or more",
		"actual": 0,
	}}
}

test_a_pending_subscription_is_none_and_is_named if {
	document := documents.configured(_unheard, {"subscriptions_pending": 2})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	endswith(finding.message, "no subscription is confirmed (2 pending)")
}

test_all_that_publishes_is_named if {
	document := documents.linked(_unheard, {"publishers": [
		{"kind": "backup.vault", "count": 3, "name": "main"},
		topics.publisher,
	]})
	some finding in rule.findings with input as document
	startswith(finding.message, "backup.vault main (and 2 more), cloudwatch.alarm backups-failed publishes to it")
}

test_a_topic_that_nothing_important_publishes_to_is_exempt if {
	every document in [topics.topic, _unheard] {
		quiet := documents.linked(document, {"publishers": []})
		rule.exempt with input as quiet
		not rule.compliant with input as quiet
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(topics.topic, {"subscriptions_confirmed": null})
	nothing := documents.linked(topics.topic, {"publishers": null})
	not rule.compliant with input as nothing
	not rule.exempt with input as nothing
	unsaid := documents.configured(_unheard, {"subscriptions_pending": null})
	count(rule.findings) == 1 with input as unsaid
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(topics.topic)

_unheard := documents.configured(topics.topic, {"subscriptions_confirmed": 0})
