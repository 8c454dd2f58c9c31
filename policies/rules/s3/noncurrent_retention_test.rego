package rules.s3.noncurrent_retention_test

import data.rules.s3.noncurrent_retention as rule
import data.testing.documents
import data.testing.s3_bucket

test_exactly_the_required_days_are_compliant if {
	document := s3_bucket.retained([{"deleted_min_days": 365}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_one_day_short_fails_and_says_so if {
	document := s3_bucket.retained([{"deleted_min_days": 364}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"objects that are overwritten or deleted can be restored for 364 days only ",
			"(lifecycle rule 'keep-a-year'); tier enterprise requires 365 days",
		]),
		"at": "/links/retention/regions/0/deleted_min_days",
		"expected": 365,
		"actual": 364,
	}}
}

test_each_region_that_is_too_short_is_named if {
	document := s3_bucket.retained([
		{},
		{
			"prefix": "tempfiles/",
			"tags": {"class": "temp"},
			"size_over_bytes": 1024,
			"deleted_min_days": 1,
			"deleted_by": "temp",
			"keeps_newest": 3,
		},
		s3_bucket.below("old/", {"deleted_min_days": 30, "deleted_by": "old"}),
	])
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.at | some finding in found} == {
		"/links/retention/regions/1/deleted_min_days",
		"/links/retention/regions/2/deleted_min_days",
	}
	some finding in found
	finding.message == concat("", [
		"objects with larger than 1024 bytes, prefix 'tempfiles/', tag class=temp that are overwritten or deleted can be ",
		"restored for 1 day only (lifecycle rule 'temp'), but for the newest 3 versions; tier enterprise requires 365 days",
	])
}

test_for_ever_is_compliant if {
	rule.compliant with input as s3_bucket.retained([{"deleted_min_days": null, "keeps_newest": null}])
}

test_a_suspended_bucket_fails_and_says_so if {
	document := s3_bucket.versioned(s3_bucket.bucket, "Suspended")
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"versioning is suspended, so each overwrite replaces the null version for good; ",
			"tier enterprise requires noncurrent versions to stay 365 days",
		]),
		"at": "/config/versioning/status",
		"expected": "Enabled",
		"actual": "Suspended",
	}}
}

test_an_unversioned_bucket_fails_even_without_lifecycle if {
	document := s3_bucket.versioned(s3_bucket.retained([{"deleted_min_days": null}]), "Disabled")
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.actual == "Disabled"
}

test_unknown_proves_nothing if {
	every document in [
		documents.linked(s3_bucket.bucket, {"retention": null}),
		documents.linked(s3_bucket.bucket, {"retention": {"versioned": null}}),
		s3_bucket.retained([{"deleted_min_days": "400"}]),
	] {
		not rule.compliant with input as document
	}
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(s3_bucket.bucket)
