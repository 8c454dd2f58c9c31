package rules.cloudformation.protected_data_test

import data.rules.cloudformation.protected_data as rule
import data.testing.cognito_user_pool
import data.testing.documents
import data.testing.opensearch_collection

test_what_is_retained_is_compliant if {
	every document in [_table({}, false), cognito_user_pool.document, opensearch_collection.document] {
		rule.compliant with input as document
		rule.findings == set() with input as document
		rule.unknown == set() with input as document
		not rule.exempt with input as document
	}
}

test_what_has_deletion_protection_is_compliant if {
	rule.compliant with input as _table({"deletion_policy": null, "update_replace_policy": null}, true)
}

test_what_has_neither_fails_and_says_so if {
	document := _table({"deletion_policy": null, "update_replace_policy": null}, false)
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.at | some finding in found} == {"/links/stack/deletion_policy", "/links/stack/update_replace_policy"}
	some finding in found
	finding.message == concat("", [
		"DeletionPolicy of Documents in stack formkiq-prod-Storage is not set, and so Delete: ",
		"deleting the stack deletes it",
	])
}

test_one_policy_alone_is_not_enough if {
	every part in [{"deletion_policy": "Delete"}, {"update_replace_policy": "Delete"}] {
		document := _table(part, false)
		not rule.compliant with input as document
		count(rule.findings) == 1 with input as document
	}
}

test_what_no_stack_owns_is_exempt if {
	document := documents.linked(documents.promised(documents.table, {"stack_retains": true}), {"stack": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_a_template_that_was_not_read_leaves_it_unknown if {
	document := _table({"template_read": false, "deletion_policy": null, "update_replace_policy": null}, false)
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
}

test_unknown_proves_nothing if not rule.compliant with input as _table({"deletion_policy": null}, null)

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cognito_user_pool.document)
}

_table(stack, protection) := documents.linked(
	documents.configured(
		documents.promised(documents.table, {"stack_retains": true}),
		{"deletion_protection": protection},
	),
	{"stack": object.union(documents.owning_stack, stack)},
)
