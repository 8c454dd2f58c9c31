package rules.cloudformation.export_whole_test

import data.rules.cloudformation.export_whole as rule
import data.testing.cloudformation_stack
import data.testing.documents

test_an_export_of_everything_is_compliant if {
	rule.compliant with input as cloudformation_stack.document
	rule.findings == set() with input as cloudformation_stack.exported({})
	not rule.exempt with input as cloudformation_stack.document
}

test_each_part_that_is_left_out_fails_and_is_named if {
	every part in cloudformation_stack.contains_all {
		document := cloudformation_stack.exported({"contains": _without({part})})
		not rule.compliant with input as document
		some finding in rule.findings with input as document
		finding.message == sprintf("the export 'formkiq-prod-stack' leaves out %v", [part])
	}
}

test_what_the_stack_does_not_have_need_not_be_exported if {
	bare := documents.configured(cloudformation_stack.exported({"contains": ["template"]}), {
		"parameters": [],
		"outputs": [],
		"resources": [cloudformation_stack.table],
		"updated_at": null,
	})
	rule.compliant with input as bare
	every part in [
		{"parameters": ["AppEnvironment"]},
		{"outputs": ["DocumentsTableName"]},
		{"resources": [cloudformation_stack.table, cloudformation_stack.nested_stack]},
		{"updated_at": "2026-03-20T09:00:00Z"},
	] {
		not rule.compliant with input as documents.configured(bare, part)
	}
}

test_only_formkiq_has_modules if {
	document := cloudformation_stack.exported({"contains": _without({"module_configuration"})})
	not rule.compliant with input as document
	rule.compliant with input as documents.configured(document, {"outputs": ["TableName"]})
}

test_an_export_is_current_until_the_stack_is_updated if {
	rule.compliant with input as cloudformation_stack.exported({"dated_at": "2026-03-20T09:00:00Z"})
	document := cloudformation_stack.exported({"dated_at": "2026-03-20T08:59:59Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the export 'formkiq-prod-stack' is of 2026-03-20T08:59:59Z; ",
			"the stack was changed on 2026-03-20T09:00:00Z",
		]),
		"at": "/links/evidence",
		"expected": "2026-03-20T09:00:00Z or later",
		"actual": "2026-03-20T08:59:59Z",
	}}
}

test_of_a_stack_that_was_never_updated_its_creation_counts if {
	quiet := documents.configured(cloudformation_stack.document, {
		"updated_at": null,
		"created_at": "2026-03-22T00:00:00Z",
	})
	not rule.compliant with input as quiet
	rule.compliant with input as documents.configured(quiet, {"created_at": "2026-03-21T00:00:00Z"})
}

test_no_export_that_holds_fails_and_says_so if {
	document := documents.linked(cloudformation_stack.document, {"evidence": []})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.message | some finding in found} == {"no export with the topic stack_export is recorded"}
	not rule.compliant with input as cloudformation_stack.exported({"verified": false})
}

test_nested_stacks_and_those_without_data_are_exempt if {
	every document in [
		cloudformation_stack.nested,
		cloudformation_stack.owning({"type": "AWS::Lambda::Function"}),
		documents.configured(cloudformation_stack.document, {"resources": []}),
	] {
		rule.exempt with input as document
		not rule.compliant with input as document
	}
}

test_unknown_proves_nothing if {
	document := documents.configured(cloudformation_stack.document, {"resources": null})
	not rule.compliant with input as document
	not rule.exempt with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cloudformation_stack.document)
}

_without(parts) := [part | some part in cloudformation_stack.contains_all; not part in parts]
