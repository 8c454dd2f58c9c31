package rules.s3.kept_too_long_test

import data.rules.s3.kept_too_long as rule
import data.testing.documents
import data.testing.s3_bucket

test_exactly_the_allowed_days_are_compliant if {
	document := _bucket([{"kept_max_days": 395}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_one_day_more_fails_and_says_so if {
	document := _bucket([{"kept_max_days": 396}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "objects are kept for 396 days, versions included; tier enterprise allows 395 days",
		"at": "/links/retention/regions/0/kept_max_days",
		"expected": 395,
		"actual": 396,
	}}
}

test_what_is_kept_for_ever_fails_and_says_so if {
	document := _bucket([{"kept_max_days": 30}, s3_bucket.below("audit/", {"kept_max_days": null})])
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.message | some finding in found} == {concat("", [
		"objects with prefix 'audit/' are kept for ever, versions included; ",
		"tier enterprise allows 395 days",
	])}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(_bucket([]), {"retention": null})
	not rule.compliant with input as _bucket([{"kept_max_days": "1"}])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(_bucket([{"kept_max_days": 1}]))
}

_bucket(changes) := documents.promised(s3_bucket.retained(changes), {"content_max_days": 395})
