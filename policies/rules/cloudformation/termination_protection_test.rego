package rules.cloudformation.termination_protection_test

import data.rules.cloudformation.termination_protection as rule
import data.testing.cloudformation_stack
import data.testing.documents

test_termination_protection_is_compliant if {
	rule.compliant with input as cloudformation_stack.document
	rule.findings == set() with input as cloudformation_stack.document
	not rule.exempt with input as cloudformation_stack.document
}

test_a_stack_without_it_fails_and_names_what_it_owns if {
	document := documents.configured(cloudformation_stack.document, {"termination_protection": false})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"termination protection is off, and the stack owns ",
			"AWS::CloudFormation::Stack, AWS::DynamoDB::Table, AWS::S3::Bucket",
		]),
		"at": "/config/termination_protection",
		"expected": true,
		"actual": false,
	}}
}

test_nested_stacks_and_those_without_data_are_exempt if {
	every document in [cloudformation_stack.nested, cloudformation_stack.owning({"type": "AWS::IAM::Role"})] {
		rule.exempt with input as document
		not rule.compliant with input as document
	}
}

test_unknown_proves_nothing_and_says_so if {
	document := documents.configured(cloudformation_stack.document, {"termination_protection": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	startswith(finding.message, "AWS does not say")
}

test_a_stack_whose_resources_are_not_known_is_neither_good_nor_exempt if {
	document := documents.configured(cloudformation_stack.document, {"resources": null})
	not rule.compliant with input as document
	not rule.exempt with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cloudformation_stack.document)
}
