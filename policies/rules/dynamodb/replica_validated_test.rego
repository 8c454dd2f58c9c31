package rules.dynamodb.replica_validated_test

import data.rules.dynamodb.replica_validated as rule
import data.testing.documents
import data.testing.dynamodb_table as tables

test_exactly_a_quarter_old_is_compliant if {
	rule.compliant with input as tables.replicated
	rule.compliant with input as _with({"dated_at": "2025-12-29T12:00:00Z"})
}

test_a_second_older_fails_and_says_so if {
	document := _with({"dated_at": "2025-12-29T11:59:59Z"})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/evidence/0/dated_at"
	finding.actual == "2025-12-29T11:59:59Z"
}

test_none_fails_and_says_so if {
	document := documents.linked(tables.replicated, {"evidence": []})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/evidence"
	finding.expected == "replica_validation"
}

test_a_test_that_failed_or_a_mere_decision_does_not_count if {
	every part in [{"result": "failed"}, {"type": "decision"}, {"topic": "region_drill"}] {
		not rule.compliant with input as _with(part)
	}
}

test_a_table_without_replicas_is_exempt if {
	rule.exempt with input as tables.table
	not rule.exempt with input as tables.replicated
}

test_the_older_version_tells_its_replicas_elsewhere if {
	old := documents.configured(tables.table, {"global_table_version": "2017.11.29"})
	not rule.exempt with input as old
	not rule.compliant with input as old
	rule.compliant with input as documents.linked(old, {"evidence": [tables.validation]})
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(tables.replicated, {"evidence": null})
	not rule.exempt with input as documents.configured(tables.replicated, {"replicas": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(tables.replicated)

_with(part) := documents.linked(tables.replicated, {"evidence": [object.union(tables.validation, part)]})
