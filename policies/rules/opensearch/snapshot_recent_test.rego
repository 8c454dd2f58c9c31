package rules.opensearch.snapshot_recent_test

import data.rules.opensearch.snapshot_recent as rule
import data.testing.documents
import data.testing.opensearch_domain

test_a_snapshot_exactly_as_old_as_allowed_is_compliant if {
	document := opensearch_domain.snapshots({"newest_success_at": "2026-03-30T12:00:00Z"})
	rule.compliant with input as document
	rule.findings == set() with input as document
	not rule.exempt with input as document
}

test_an_older_one_fails_and_says_so if {
	document := opensearch_domain.snapshots({"newest_success_at": "2026-03-30T11:59:59Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the newest manual snapshot that succeeded is 1 day 1 s old; ",
			"tier enterprise allows 1 days",
		]),
		"at": "/config/manual_snapshots/newest_success_at",
		"expected": "2026-03-30T12:00:00Z or later",
		"actual": "2026-03-30T11:59:59Z",
	}}
}

test_it_ages_with_the_moment_that_is_judged if {
	rule.compliant with input as opensearch_domain.document
	not rule.compliant with input as documents.judged_for(opensearch_domain.document, "2026-04-01T01:00:01Z")
}

test_none_that_succeeded_fails_and_says_so if {
	document := opensearch_domain.snapshots({"succeeded": 0, "newest_success_at": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	startswith(finding.message, "no manual snapshot succeeded, of 90")
}

test_one_from_the_future_proves_nothing if {
	document := opensearch_domain.snapshots({"newest_success_at": "2026-04-02T12:00:00Z"})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.expected == "2026-03-31T12:00:00Z or earlier"
}

test_a_domain_without_repositories_is_exempt if {
	document := opensearch_domain.snapshots({"repositories": 0, "succeeded": 0, "newest_success_at": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_aws_backup_is_never_credited if {
	old := opensearch_domain.snapshots({"newest_success_at": "2026-01-01T00:00:00Z"})
	not rule.compliant with input as documents.linked(old, {"backup": documents.bucket.links.backup})
}

test_unknown_proves_nothing if {
	every document in [
		documents.configured(opensearch_domain.document, {"manual_snapshots": null}),
		opensearch_domain.snapshots({"repositories": null}),
	] {
		not rule.exempt with input as document
		not rule.compliant with input as documents.configured(document, {"manual_snapshots": null})
	}
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(opensearch_domain.document)
}
