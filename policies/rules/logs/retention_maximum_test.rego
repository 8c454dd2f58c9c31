package rules.logs.retention_maximum_test

import data.rules.logs.retention_maximum as rule
import data.testing.documents
import data.testing.logs_log_group as groups

test_exactly_the_allowed_days_are_compliant if {
	rule.compliant with input as _kept(3653)
	rule.findings == set() with input as _kept(3653)
}

test_one_day_more_fails_and_says_so if {
	document := documents.promised(_kept(731), {"log_max_retention_days": 730})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "events are kept for 731 days; tier enterprise allows 730 days",
		"at": "/config/retention_days",
		"expected": "at most 730 days",
		"actual": 731,
	}}
}

test_for_ever_fails_and_says_so if {
	document := documents.configured(groups.log_group, {"never_expires": true, "retention_days": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no retention is set, so events are kept for ever; tier enterprise allows 3653 days",
		"at": "/config/retention_days",
		"expected": "at most 3653 days",
		"actual": null,
	}}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as _kept(null)
	not rule.compliant with input as _kept("1")
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(groups.log_group)

_kept(days) := documents.configured(groups.log_group, {"retention_days": days})
