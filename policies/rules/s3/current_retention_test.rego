package rules.s3.current_retention_test

import data.rules.s3.current_retention as rule
import data.testing.documents

test_exactly_the_required_days_are_compliant if {
	document := _bucket([{"expiration_days": 2555}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_one_day_short_fails_and_says_so if {
	document := _bucket([{"expiration_days": 2554}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"lifecycle rule 'keep-a-year' (every object) expires objects after 2554 days; ",
			"tier enterprise requires 2555 days",
		]),
		"at": "/config/lifecycle/rules/0/expiration_days",
		"expected": 2555,
		"actual": 2554,
	}}
}

test_a_rule_for_a_part_fails_too if {
	document := _bucket([{}, {"id": "temp", "filter": {"prefix": "tempfiles/", "tags": {}}, "expiration_days": 1}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"lifecycle rule 'temp' (prefix 'tempfiles/') expires objects after 1 day; ",
			"tier enterprise requires 2555 days",
		]),
		"at": "/config/lifecycle/rules/1/expiration_days",
		"expected": 2555,
		"actual": 1,
	}}
}

test_a_date_far_enough_is_compliant if {
	document := _bucket([{"expiration_date": "2033-03-29T12:00:00Z"}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_date_too_near_or_past_fails_and_says_so if {
	every date in ["2033-03-29T11:59:59Z", "2026-03-31T12:00:00Z", "2020-01-01T00:00:00Z"] {
		document := _bucket([{"expiration_date": date}])
		not rule.compliant with input as document
		some finding in rule.findings with input as document
		finding.at == "/config/lifecycle/rules/0/expiration_date"
		finding.expected == "2033-03-29T12:00:00Z or later"
		finding.actual == date
	}
}

test_no_expiration_is_compliant if {
	rule.compliant with input as _bucket([{"expired_object_delete_marker": true}])
	rule.compliant with input as _bucket([])
	rule.compliant with input as documents.configured(documents.bucket, {"lifecycle": {"configured": false, "rules": []}})
}

test_a_disabled_rule_does_nothing if {
	every expiration in [{"expiration_days": 1}, {"expiration_date": "2020-01-01T00:00:00Z"}] {
		document := _bucket([object.union(expiration, {"enabled": false})])
		rule.compliant with input as document
		rule.findings == set() with input as document
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.bucket, {"lifecycle": null})
	not rule.compliant with input as _bucket([{"enabled": null, "expiration_days": 1}])
	not rule.compliant with input as _bucket([{"expiration_days": "9999"}])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(documents.bucket)
	not rule.compliant with input as documents.unpromised(_bucket([]))
}

_bucket(rules) := documents.configured(documents.bucket, {"lifecycle": {"rules": [lifecycle_rule |
	some changes in rules
	lifecycle_rule := object.union(documents.lifecycle_rule, changes)
]}})
