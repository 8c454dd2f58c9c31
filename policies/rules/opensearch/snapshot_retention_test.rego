package rules.opensearch.snapshot_retention_test

import data.rules.opensearch.snapshot_retention as rule
import data.testing.documents
import data.testing.opensearch_domain

test_exactly_as_far_as_required_is_compliant if {
	document := opensearch_domain.snapshots({"oldest_success_at": "2026-02-24T12:00:00Z"})
	rule.compliant with input as document
	rule.findings == set() with input as document
	not rule.exempt with input as document
}

test_less_fails_and_says_so if {
	document := opensearch_domain.snapshots({"oldest_success_at": "2026-02-24T12:00:01Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "manual snapshots reach back 34 days 23 h 59 min; tier enterprise requires 35 days",
		"at": "/config/manual_snapshots/oldest_success_at",
		"expected": "2026-02-24T12:00:00Z or earlier",
		"actual": "2026-02-24T12:00:01Z",
	}}
}

test_they_reach_no_further_by_being_judged_later if {
	document := opensearch_domain.snapshots({"oldest_success_at": "2026-02-25T12:00:00Z"})
	not rule.compliant with input as documents.judged_for(document, "2026-06-30T12:00:00Z")
}

test_none_that_succeeded_fails_and_says_so if {
	document := opensearch_domain.snapshots({"succeeded": 0, "oldest_success_at": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "no manual snapshot succeeded, so none reaches back at all"
}

test_a_domain_without_repositories_is_exempt if {
	document := opensearch_domain.snapshots({"repositories": 0, "succeeded": 0, "oldest_success_at": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(opensearch_domain.document, {"manual_snapshots": null})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(opensearch_domain.document)
}
