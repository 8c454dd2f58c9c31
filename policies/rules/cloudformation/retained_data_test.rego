package rules.cloudformation.retained_data_test

import data.rules.cloudformation.retained_data as rule
import data.testing.documents
import data.testing.efs_file_system
import data.testing.opensearch_domain

test_what_is_retained_is_compliant if {
	every document in [efs_file_system.document, opensearch_domain.document] {
		rule.compliant with input as document
		rule.findings == set() with input as document
		rule.unknown == set() with input as document
		not rule.exempt with input as document
	}
}

test_what_is_not_fails_and_says_so if {
	document := _file_system({"deletion_policy": null, "update_replace_policy": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.at | some finding in found} == {"/links/stack/deletion_policy", "/links/stack/update_replace_policy"}
}

test_one_policy_alone_is_not_enough if {
	every part in [{"deletion_policy": "Delete"}, {"update_replace_policy": "Snapshot"}] {
		not rule.compliant with input as _file_system(part)
	}
}

test_what_no_stack_owns_is_exempt if {
	document := documents.linked(efs_file_system.document, {"stack": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_a_template_that_was_not_read_leaves_it_unknown if {
	document := _file_system({"template_read": false})
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(efs_file_system.document)
}

_file_system(stack) := documents.linked(efs_file_system.document, {"stack": stack})
