package rules.cloudformation.export_before_update_test

import data.rules.cloudformation.export_before_update as rule
import data.testing.cloudformation_stack
import data.testing.documents

test_an_object_from_before_the_update_is_compliant if {
	document := _stack([cloudformation_stack.location], [])
	rule.compliant with input as document
	not rule.exempt with input as document
}

test_a_record_from_before_the_update_is_compliant if {
	rule.compliant with input as _stack([], [cloudformation_stack.before])
	second := object.union(cloudformation_stack.before, {"dated_at": "2026-03-20T08:59:59Z"})
	rule.compliant with input as _stack([], [second])
}

test_one_of_the_same_moment_is_not_from_before if {
	record := object.union(cloudformation_stack.before, {"dated_at": "2026-03-20T09:00:00Z"})
	location := object.union(cloudformation_stack.location, {"newest_before_update_at": "2026-03-20T09:00:00Z"})
	not rule.compliant with input as _stack([location], [record])
}

test_none_fails_and_says_so if {
	location := object.union(cloudformation_stack.location, {"newest_before_update_at": null})
	document := _stack([location], [cloudformation_stack.export])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "nothing shows an export from before the update of 2026-03-20T09:00:00Z",
		"at": "/config/updated_at",
		"expected": "an export that is older",
		"actual": "2026-03-20T09:00:00Z",
	}}
}

test_another_record_shows_nothing if {
	every part in [{"type": "decision"}, {"topic": "identity_export"}, {"verified": false}] {
		not rule.compliant with input as _stack([], [object.union(cloudformation_stack.before, part)])
	}
}

test_a_stack_that_was_never_updated_is_exempt if {
	document := documents.configured(cloudformation_stack.document, {"updated_at": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_nested_stacks_and_those_without_data_are_exempt if {
	every document in [cloudformation_stack.nested, cloudformation_stack.owning({"type": "AWS::IAM::Role"})] {
		rule.exempt with input as document
		not rule.compliant with input as document
	}
}

test_unknown_proves_nothing if {
	every document in [
		documents.linked(_stack([], []), {"exported": null, "evidence": null}),
		documents.configured(cloudformation_stack.document, {"resources": null}),
	] {
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cloudformation_stack.document)
}

_stack(exported, evidence) := documents.linked(
	cloudformation_stack.document,
	{"exported": exported, "evidence": evidence},
)
