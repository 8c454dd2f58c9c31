package rules.backup.selection_clear_test

import data.rules.backup.selection_clear as rule
import data.testing.backup_selection as documents
import data.testing.documents as testing

test_tags_alone_are_compliant if {
	rule.compliant with input as documents.selection
	rule.findings == set() with input as documents.selection
}

test_everything_beside_tags_fails_and_says_so if {
	document := _assigned({"resources": ["arn:aws:s3:::one", "*"]})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "it selects every resource: `*` beside tags makes the tags choose nothing",
		"at": "/config/assignment/resources",
		"expected": "tags under Conditions, or no `*`",
		"actual": ["arn:aws:s3:::one", "*"],
	}}
}

test_everything_filtered_by_conditions_is_compliant if {
	rule.compliant with input as _assigned({"resources": ["*"], "tag_conditions": []})
}

test_patterns_beside_tags_are_compliant if {
	rule.compliant with input as _assigned({"resources": ["arn:aws:dynamodb:*:*:table/billing-*"]})
}

test_unknown_proves_nothing if {
	not rule.compliant with input as testing.configured(documents.selection, {"assignment": null})
	not rule.compliant with input as _assigned({"resources": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as testing.unpromised(documents.selection)

_assigned(changes) := testing.configured(documents.selection, {"assignment": changes})
