package rules.exports.stored_test

import data.rules.exports.stored as rule
import data.testing.cloudformation_stack
import data.testing.cognito_user_pool
import data.testing.documents

test_an_export_after_the_last_change_is_compliant if {
	every document in [
		cognito_user_pool.document,
		cloudformation_stack.document,
		cloudformation_stack.stored({"newest_at": "2026-03-20T09:00:00Z"}),
	] {
		rule.compliant with input as document
		rule.findings == set() with input as document
		not rule.exempt with input as document
	}
}

test_an_older_one_fails_and_says_so if {
	document := cloudformation_stack.stored({"newest_at": "2026-03-20T08:59:59Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the newest export in s3://platform-exports-111122223333/stacks/111122223333/eu-central-1/formkiq-prod/ ",
			"is of 2026-03-20T08:59:59Z; the last change was on 2026-03-20T09:00:00Z",
		]),
		"at": "/links/exported/0/newest_at",
		"expected": "2026-03-20T09:00:00Z or later",
		"actual": "2026-03-20T08:59:59Z",
	}}
}

test_a_place_without_exports_fails_and_says_so if {
	document := cloudformation_stack.stored({"object_count": 0, "newest_at": null, "newest_bytes": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/exported/0/object_count"
}

test_an_empty_export_is_none if {
	document := cloudformation_stack.stored({"newest_bytes": 0})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/exported/0/newest_bytes"
}

test_one_from_the_future_proves_nothing if {
	document := cloudformation_stack.stored({"newest_at": "2026-04-02T12:00:00Z"})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.expected == "2026-03-31T12:00:00Z or earlier"
}

test_of_several_places_one_is_enough if {
	old := object.union(cloudformation_stack.location, {"newest_at": "2025-01-01T00:00:00Z"})
	rule.compliant with input as documents.linked(
		cloudformation_stack.document,
		{"exported": [old, cloudformation_stack.location]},
	)
}

test_where_no_place_is_named_there_is_none_to_look_at if {
	document := documents.linked(cloudformation_stack.document, {"exported": []})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_a_nested_stack_is_exported_with_its_root if {
	document := cloudformation_stack.stored({"subject_root_arn": cloudformation_stack.document.id})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	every document in [
		documents.linked(cloudformation_stack.document, {"exported": null}),
		cloudformation_stack.stored({"newest_at": null}),
		cloudformation_stack.stored({"newest_bytes": null}),
	] {
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cloudformation_stack.document)
}
