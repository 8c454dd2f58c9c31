package rules.cloudformation.export_reviewed_test

import data.rules.cloudformation.export_reviewed as rule
import data.testing.cloudformation_stack
import data.testing.documents

test_a_review_of_this_quarter_is_compliant if {
	rule.compliant with input as cloudformation_stack.exported({"dated_at": "2025-12-29T12:00:00Z"})
	not rule.exempt with input as cloudformation_stack.document
	rule.findings == set() with input as cloudformation_stack.document
}

test_an_older_one_fails_and_says_so if {
	document := cloudformation_stack.exported({"dated_at": "2025-12-29T11:59:59Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.expected | some finding in found} == {"2025-12-29T12:00:00Z or later, approved by somebody"}
}

test_what_nobody_approved_is_no_review if {
	every part in [{"approved_by": []}, {"topic": "identity_export"}, {"verified": false}] {
		not rule.compliant with input as cloudformation_stack.exported(part)
	}
}

test_an_approval_of_what_was_exported_before_is_a_review if {
	rule.compliant with input as cloudformation_stack.exported({"type": "approval", "contains": []})
}

test_nested_stacks_and_those_without_data_are_exempt if {
	every document in [cloudformation_stack.nested, cloudformation_stack.owning({"type": "AWS::IAM::Role"})] {
		rule.exempt with input as document
		not rule.compliant with input as document
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(cloudformation_stack.document, {"evidence": null})
	unread := documents.configured(cloudformation_stack.document, {"resources": null})
	not rule.compliant with input as unread
	not rule.exempt with input as unread
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cloudformation_stack.document)
}
