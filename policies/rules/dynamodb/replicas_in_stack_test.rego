package rules.dynamodb.replicas_in_stack_test

import data.rules.dynamodb.replicas_in_stack as rule
import data.testing.documents
import data.testing.dynamodb_table as tables

test_a_global_table_of_a_stack_in_sync_is_compliant if {
	rule.compliant with input as tables.replicated
	rule.findings == set() with input as tables.replicated
	rule.unknown == set() with input as tables.replicated
}

test_no_stack_fails_and_says_so if {
	document := documents.linked(tables.replicated, {"stack": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no stack owns the global table, so nothing makes its replicas again",
		"at": "/links/stack",
		"expected": "a stack with the table as AWS::DynamoDB::GlobalTable",
		"actual": null,
	}}
}

test_a_stack_that_owns_one_table_only_fails_and_says_so if {
	document := _stack({"type": "AWS::DynamoDB::Table"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "stack formkiq has the table as AWS::DynamoDB::Table: its replicas are not the stack's",
		"at": "/links/stack/type",
		"expected": "AWS::DynamoDB::GlobalTable",
		"actual": "AWS::DynamoDB::Table",
	}}
}

test_drift_fails_and_says_so if {
	document := _stack({"drift_status": "MODIFIED"})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the table is not as stack formkiq has it: MODIFIED",
		"at": "/links/stack/drift_status",
		"expected": "IN_SYNC",
		"actual": "MODIFIED",
	}}
}

test_drift_that_was_never_detected_is_unknown if {
	every status in [null, "NOT_CHECKED", "UNKNOWN"] {
		document := _stack({"drift_status": status})
		not rule.compliant with input as document
		reasons := rule.unknown with input as document
		reasons == {"the drift of the table in stack formkiq was never detected"}
	}
}

test_a_table_without_replicas_is_exempt if {
	rule.exempt with input as tables.table
	not rule.exempt with input as tables.replicated
	not rule.exempt with input as documents.configured(tables.table, {"global_table_version": "2017.11.29"})
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(tables.replicated, {"replicas": null})
	not rule.exempt with input as documents.configured(tables.replicated, {"replicas": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(tables.replicated)

_stack(changes) := documents.linked(tables.replicated, {"stack": changes})
