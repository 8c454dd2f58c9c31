package rules.s3.current_retention_test

import data.rules.s3.current_retention as rule
import data.testing.documents
import data.testing.s3_bucket

test_exactly_the_required_days_are_compliant if {
	document := s3_bucket.retained([{"current_min_days": 2555, "current_by": "expire"}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_one_day_short_fails_and_says_so if {
	document := s3_bucket.retained([{"current_min_days": 2554, "current_by": "expire"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"objects expire after 2554 days (lifecycle rule 'expire'); ",
			"tier enterprise requires 2555 days",
		]),
		"at": "/links/retention/regions/0/current_min_days",
		"expected": 2555,
		"actual": 2554,
	}}
}

test_a_rule_for_a_part_fails_too if {
	document := s3_bucket.retained([{}, s3_bucket.below("tempfiles/", {"current_min_days": 1, "current_by": "temp"})])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"objects with prefix 'tempfiles/' expire after 1 day (lifecycle rule 'temp'); ",
			"tier enterprise requires 2555 days",
		]),
		"at": "/links/retention/regions/1/current_min_days",
		"expected": 2555,
		"actual": 1,
	}}
}

test_a_date_far_enough_is_compliant if {
	document := s3_bucket.retained([{"current_min_days": 2555, "expires_at": "2033-03-29T12:00:00Z"}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_date_that_has_come_too_near_since_the_snapshot_fails_and_says_so if {
	document := s3_bucket.retained([{"current_min_days": 2555, "expires_at": "2033-03-29T12:00:00Z"}])
	later := documents.judged_for(document, "2026-03-31T12:00:01Z")
	not rule.compliant with input as later
	found := rule.findings with input as later
	found == {{
		"message": concat("", [
			"objects all expire from 2033-03-29T12:00:00Z on, whatever their age; ",
			"tier enterprise requires 2555 days",
		]),
		"at": "/links/retention/regions/0/expires_at",
		"expected": "2033-03-29T12:00:01Z or later",
		"actual": "2033-03-29T12:00:00Z",
	}}
}

test_a_date_that_has_passed_fails if {
	document := s3_bucket.retained([{"current_min_days": 0, "expires_at": "2020-01-01T00:00:00Z"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	count(found) == 2
}

test_no_expiration_is_compliant if rule.compliant with input as s3_bucket.bucket

test_unknown_proves_nothing if {
	every document in [
		documents.linked(s3_bucket.bucket, {"retention": null}),
		s3_bucket.retained([{"current_min_days": "9999"}]),
		s3_bucket.retained([{"expires_at": 7}]),
	] {
		not rule.compliant with input as document
	}
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(s3_bucket.bucket)
