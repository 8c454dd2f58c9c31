package rules.cloudformation.drift_test

import data.rules.cloudformation.drift as rule
import data.testing.cloudformation_stack
import data.testing.documents

test_a_stack_in_sync_is_compliant_for_its_days if {
	document := _stack({"checked_at": "2026-03-01T12:00:00Z"})
	rule.compliant with input as document
	rule.findings == set() with input as document
	not rule.exempt with input as document
}

test_a_check_that_is_older_fails_and_says_so if {
	document := _stack({"checked_at": "2026-03-01T11:59:59Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "drift was looked for 30 days 1 s ago; tier enterprise allows 30 days",
		"at": "/config/drift/checked_at",
		"expected": "2026-03-01T12:00:00Z or later",
		"actual": "2026-03-01T11:59:59Z",
	}}
}

test_a_stack_that_drifted_fails_and_says_where if {
	table := object.union(cloudformation_stack.table, {"drift_status": "MODIFIED"})
	drifted := documents.configured(_stack({"status": "DRIFTED"}), {"resources": [table]})
	not rule.compliant with input as drifted
	found := rule.findings with input as drifted
	{finding.message | some finding in found} == {"the stack differs from its template, in Documents"}
	untold := rule.findings with input as _stack({"status": "DRIFTED"})
	{finding.message | some finding in untold} == {"the stack differs from its template"}
}

test_a_stack_that_nobody_looked_at_fails_and_says_so if {
	every status in ["NOT_CHECKED", "UNKNOWN"] {
		document := _stack({"status": status, "checked_at": null})
		not rule.compliant with input as document
		some finding in rule.findings with input as document
		startswith(finding.message, "nobody looked for drift")
	}
}

test_a_nested_stack_is_judged_by_itself if {
	rule.compliant with input as cloudformation_stack.nested
	not rule.exempt with input as cloudformation_stack.nested
}

test_a_stack_without_data_is_exempt if {
	document := cloudformation_stack.owning({"type": "AWS::IAM::Role"})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing_and_says_so if {
	document := documents.configured(cloudformation_stack.document, {"drift": null})
	not rule.compliant with input as document
	not rule.compliant with input as _stack({"checked_at": null})
	not rule.compliant with input as _stack({"checked_at": "2026-04-02T12:00:00Z"})
	some finding in rule.findings with input as document
	finding.at == "/config/drift"
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cloudformation_stack.document)
}

_stack(drift) := documents.configured(cloudformation_stack.document, {"drift": drift})
