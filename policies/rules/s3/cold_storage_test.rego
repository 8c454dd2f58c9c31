package rules.s3.cold_storage_test

import data.rules.s3.cold_storage as rule
import data.testing.documents
import data.testing.s3_bucket

test_nothing_cold_is_compliant if {
	rule.compliant with input as s3_bucket.bucket
	rule.findings == set() with input as s3_bucket.bucket
}

test_just_in_time_is_compliant if {
	document := documents.promised(_archived, {"cold_restore_hours": 12})
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_an_hour_too_long_fails_and_says_so if {
	document := documents.promised(_archived, {"cold_restore_hours": 11})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"objects with prefix 'archive/' go to DEEP_ARCHIVE ('cold'), from where a restore takes 12 hours; ",
			"tier enterprise allows 11",
		]),
		"at": "/links/retention/regions/1/cold_restore_hours",
		"expected": 11,
		"actual": 12,
	}}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(s3_bucket.bucket, {"retention": null})
	not rule.compliant with input as s3_bucket.retained([{"cold_restore_hours": "0"}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(s3_bucket.bucket)

_archived := s3_bucket.retained([{}, s3_bucket.below("archive/", {
	"cold_after_days": 90,
	"cold_class": "DEEP_ARCHIVE",
	"cold_restore_hours": 12,
	"cold_by": "cold",
})])
