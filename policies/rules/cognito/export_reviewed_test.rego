package rules.cognito.export_reviewed_test

import data.rules.cognito.export_reviewed as rule
import data.testing.cognito_user_pool
import data.testing.documents

test_a_review_of_this_quarter_is_compliant if {
	rule.compliant with input as cognito_user_pool.exported({"dated_at": "2025-12-29T12:00:00Z"})
	rule.findings == set() with input as cognito_user_pool.document
}

test_an_older_one_fails_and_says_so if {
	document := cognito_user_pool.exported({"dated_at": "2025-12-29T11:59:59Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"no approved record with the topic identity_export is at most 92 days old and holds; ",
			"1 of that topic, of any age",
		]),
		"at": "/links/evidence",
		"expected": "2025-12-29T12:00:00Z or later, approved by somebody",
		"actual": ["2025-12-29T11:59:59Z"],
	}}
}

test_an_approval_of_what_was_exported_before_is_a_review if {
	rule.compliant with input as cognito_user_pool.exported({"type": "approval", "contains": []})
}

test_what_nobody_approved_is_no_review if {
	every part in [{"approved_by": []}, {"topic": "stack_export"}, {"verified": false}] {
		not rule.compliant with input as cognito_user_pool.exported(part)
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(cognito_user_pool.document, {"evidence": null})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cognito_user_pool.document)
}
