package rules.s3.incomplete_uploads_test

import data.rules.s3.incomplete_uploads as rule
import data.testing.documents
import data.testing.s3_bucket

test_one_rule_for_everything_is_enough if {
	document := _bucket([{}, {"abort_incomplete_multipart_days": null}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_none_fails_and_says_so if {
	document := _bucket([{"abort_incomplete_multipart_days": null}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	count(found) == 1
	some finding in found
	finding.message == "no rule for the whole bucket aborts multipart uploads that were never completed"
	finding.at == "/config/lifecycle/rules"
	[told.id | some told in finding.actual] == ["keep-a-year"]
}

test_no_rules_fail if not rule.compliant with input as _bucket([])

test_a_rule_that_is_off_aborts_nothing if not rule.compliant with input as _bucket([{"enabled": false}])

test_a_rule_for_a_part_is_not_enough if {
	not rule.compliant with input as _bucket([{"filter": {"prefix": "uploads/", "tags": {}}}])
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(s3_bucket.bucket, {"lifecycle": null})
	not rule.compliant with input as _bucket([{"abort_incomplete_multipart_days": "7"}])
	not rule.compliant with input as _bucket([{"filter": null}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(s3_bucket.bucket)

_bucket(rules) := documents.configured(s3_bucket.bucket, {"lifecycle": {"rules": [lifecycle_rule |
	some changes in rules
	lifecycle_rule := object.union(documents.lifecycle_rule, changes)
]}})
