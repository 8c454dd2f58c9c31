package rules.opensearch.recovery_decided_test

import data.rules.opensearch.recovery_decided as rule
import data.testing.documents
import data.testing.opensearch_collection
import data.testing.opensearch_domain

test_a_decision_is_compliant if {
	every document in [opensearch_domain.document, opensearch_collection.document] {
		rule.compliant with input as document
	}
}

test_a_decision_holds_for_its_days if {
	rule.compliant with input as opensearch_domain.attested({"dated_at": "2025-03-30T12:00:00Z"})
	document := opensearch_domain.attested({"dated_at": "2025-03-30T11:59:59Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.at | some finding in found} == {"/links/evidence/0/dated_at"}
}

test_a_collection_without_a_plan_fails_and_says_so if {
	every document in [opensearch_domain.unattested, opensearch_collection.unattested] {
		not rule.compliant with input as document
		found := rule.findings with input as document
		{finding.actual | some finding in found} == {null}
		some finding in found
		contains(finding.message, "search_recovery")
	}
}

test_aws_backup_is_never_credited if {
	document := documents.linked(opensearch_domain.unattested, {"backup": documents.bucket.links.backup})
	not rule.compliant with input as document
}

test_another_topic_or_an_altered_record_is_no_decision if {
	every part in [
		{"topic": "objectives"},
		{"type": "export"},
		{"approved_by": []},
		{"verified": false},
		{"expires_at": "2026-03-31T12:00:00Z"},
	] {
		not rule.compliant with input as opensearch_domain.attested(part)
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(opensearch_domain.document, {"evidence": null})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(opensearch_domain.document)
}
