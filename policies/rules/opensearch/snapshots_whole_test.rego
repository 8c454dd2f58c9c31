package rules.opensearch.snapshots_whole_test

import data.rules.opensearch.snapshots_whole as rule
import data.testing.documents
import data.testing.opensearch_domain

test_whole_snapshots_are_compliant if {
	rule.compliant with input as opensearch_domain.document
	rule.findings == set() with input as opensearch_domain.document
	not rule.exempt with input as opensearch_domain.document
}

test_a_failed_and_a_partial_one_fail_and_say_so if {
	document := opensearch_domain.snapshots({"failed": 1, "partial": 2, "succeeded": 87})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {
		{
			"message": "1 of 90 manual snapshots are failed",
			"at": "/config/manual_snapshots/failed",
			"expected": 0,
			"actual": 1,
		},
		{
			"message": "2 of 90 manual snapshots are partial",
			"at": "/config/manual_snapshots/partial",
			"expected": 0,
			"actual": 2,
		},
	}
}

test_one_of_either_is_enough_to_fail if {
	every part in [{"failed": 1}, {"partial": 1}] {
		not rule.compliant with input as opensearch_domain.snapshots(part)
	}
}

test_a_domain_without_repositories_is_exempt if {
	document := opensearch_domain.snapshots({"repositories": 0})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(opensearch_domain.document, {"manual_snapshots": null})
	every part in [{"failed": null}, {"partial": null}, {"repositories": null, "failed": null}] {
		not rule.compliant with input as opensearch_domain.snapshots(part)
	}
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(opensearch_domain.document)
}
