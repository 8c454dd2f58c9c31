package rules.s3.version_check_test

import data.rules.s3.version_check as rule
import data.testing.documents
import data.testing.version_check as checks

test_a_check_as_old_as_the_tier_allows_is_compliant if {
	document := _bucket([_check({"dated_at": "2025-12-29T12:00:00Z"})])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_check_that_is_older_fails_and_says_so if {
	document := _bucket([_check({"dated_at": "2025-12-29T11:59:59Z"})])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/evidence/0/dated_at"
	contains(finding.message, "sampled-versions: it is 92 days 1 s old; the tier allows 92 days")
}

test_no_check_fails_and_says_so if {
	document := _bucket([])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "there is no restore test with the topic object_restore",
		"at": "/links/evidence",
		"expected": "object_restore",
		"actual": null,
	}}
}

test_a_test_that_did_not_look_at_documents_is_no_check if {
	document := _bucket([_check({"checked": ["checksums"]})])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "sampled-versions: it did not look at documents"
}

test_another_topic_and_a_failed_test_are_no_check if {
	every changes in [{"topic": "table_restore"}, {"result": "failed"}, {"type": "decision"}] {
		not rule.compliant with input as _bucket([_check(changes)])
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as _bucket(null)
	not rule.compliant with input as _bucket([_check({"checked": null})])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(_bucket([_check({})]))
}

_check(changes) := object.union(checks.versions, changes)

_bucket(records) := documents.promised(
	documents.linked(documents.bucket, {"evidence": records}),
	{"version_check_days": 92},
)
