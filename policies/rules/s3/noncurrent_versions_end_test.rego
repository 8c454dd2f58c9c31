package rules.s3.noncurrent_versions_end_test

import data.rules.s3.noncurrent_versions_end as rule
import data.testing.documents
import data.testing.s3_bucket

test_versions_that_end_are_compliant if {
	rule.compliant with input as s3_bucket.bucket
	rule.findings == set() with input as s3_bucket.bucket
}

test_a_few_versions_are_compliant if {
	rule.compliant with input as s3_bucket.retained([{"deleted_max_days": null, "keeps_newest": 1}])
}

test_versions_without_end_fail_and_say_so if {
	document := s3_bucket.retained([{}, s3_bucket.below("logs/", {"deleted_max_days": null, "keeps_newest": null})])
	not rule.compliant with input as document
	found := rule.findings with input as document
	count(found) == 1
	some finding in found
	finding.message == "noncurrent versions of objects with prefix 'logs/' stay without end"
	finding.at == "/links/retention/regions/1/deleted_max_days"
	is_null(finding.actual)
}

test_keeping_none_of_the_newest_is_no_end if {
	not rule.compliant with input as s3_bucket.retained([{"deleted_max_days": null, "keeps_newest": 0}])
}

test_no_versions_at_all_are_compliant if {
	document := s3_bucket.versioned(s3_bucket.retained([{"deleted_max_days": 0}]), "Disabled")
	rule.compliant with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(s3_bucket.bucket, {"retention": null})
	not rule.compliant with input as s3_bucket.retained([{"deleted_max_days": "30"}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(s3_bucket.bucket)
