package rules.s3.expired_versions_freed_test

import data.rules.s3.expired_versions_freed as rule
import data.testing.documents
import data.testing.s3_bucket

test_versions_that_end_are_compliant if {
	every end in [{"deleted_max_days": 30}, {"keeps_newest": 1}] {
		document := s3_bucket.retained([object.union(_expiring, end)])
		rule.compliant with input as document
		rule.findings == set() with input as document
	}
}

test_what_does_not_expire_is_compliant if {
	rule.compliant with input as s3_bucket.retained([{"deleted_max_days": null, "keeps_newest": null}])
}

test_versions_that_stay_fail_and_say_so if {
	document := s3_bucket.retained([{}, s3_bucket.below("tempfiles/", _expiring)])
	not rule.compliant with input as document
	found := rule.findings with input as document
	count(found) == 1
	some finding in found
	finding.message == concat("", [
		"objects with prefix 'tempfiles/' expire after 1 day (lifecycle rule 'temp'), ",
		"and their old versions are never freed",
	])
	finding.at == "/links/retention/regions/1/deleted_max_days"
	is_null(finding.actual)
}

test_versions_from_before_the_suspension_stay_too if {
	document := s3_bucket.versioned(s3_bucket.retained([object.union(_expiring, {"keeps_newest": 0})]), "Suspended")
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(s3_bucket.bucket, {"retention": null})
	not rule.compliant with input as s3_bucket.retained([object.union(_expiring, {"deleted_max_days": "30"})])
	not rule.compliant with input as s3_bucket.retained([object.union(_expiring, {"keeps_newest": "all"})])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(s3_bucket.bucket)

_expiring := {
	"current_min_days": 1,
	"current_max_days": 1,
	"current_by": "temp",
	"deleted_max_days": null,
	"keeps_newest": null,
}
