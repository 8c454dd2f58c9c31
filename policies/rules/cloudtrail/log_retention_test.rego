package rules.cloudtrail.log_retention_test

import data.rules.cloudtrail.log_retention as rule
import data.testing.cloudtrail_trail as trails
import data.testing.documents

test_exactly_the_required_days_are_compliant if {
	rule.compliant with input as _kept(365)
	rule.findings == set() with input as _kept(365)
}

test_one_day_short_fails_and_says_so if {
	document := _kept(364)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"arn:aws:s3:::trails-111122223333 keeps log files of the trail for 364 days; ",
			"tier enterprise requires 365 days",
		]),
		"at": "/links/log_bucket/current_min_days",
		"expected": 365,
		"actual": 364,
	}}
}

test_for_ever_is_compliant if rule.compliant with input as _kept(null)

test_a_bucket_that_nobody_knows_proves_nothing if {
	not rule.compliant with input as documents.linked(trails.trail, {"log_bucket": null})
	not rule.compliant with input as documents.linked(trails.trail, {"log_bucket": {"bucket_arn": null}})
}

test_a_trail_of_another_account_is_exempt if {
	document := documents.configured(trails.trail, {"owner_account": documents.vault_account})
	rule.exempt with input as document
	not rule.compliant with input as document
	not rule.exempt with input as trails.trail
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(trails.trail)
	not rule.exempt with input as documents.unpromised(trails.trail)
}

_kept(days) := documents.linked(trails.trail, {"log_bucket": {"current_min_days": days}})
