package rules.logs.retention_minimum_test

import data.rules.logs.retention_minimum as rule
import data.testing.documents
import data.testing.logs_log_group as groups

test_exactly_the_required_days_are_compliant if {
	document := _kept(365)
	rule.compliant with input as document
	rule.findings == set() with input as document
	rule.unknown == set() with input as document
}

test_one_day_short_fails_and_says_so if {
	document := _kept(364)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "events are deleted after 364 days; tier enterprise requires 365 days",
		"at": "/config/retention_days",
		"expected": 365,
		"actual": 364,
	}}
}

test_for_ever_is_long_enough if {
	rule.compliant with input as documents.configured(groups.log_group, {"never_expires": true, "retention_days": null})
}

test_what_only_passes_on_is_unknown if {
	document := documents.configured(groups.log_group, {"class": "DELIVERY", "retention_days": 1})
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as _kept(null)
	not rule.compliant with input as _kept("400")
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(groups.log_group)
	ever := documents.configured(groups.log_group, {"never_expires": true, "retention_days": null})
	not rule.compliant with input as documents.unpromised(ever)
}

_kept(days) := documents.configured(groups.log_group, {"retention_days": days})
