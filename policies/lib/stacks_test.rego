package lib.stacks_test

import data.lib.stacks
import data.testing.documents

test_what_may_keep_data_is_told_from_what_does_not if {
	every type in [
		"AWS::DynamoDB::GlobalTable",
		"AWS::S3::Bucket",
		"AWS::Cognito::UserPool",
		"AWS::CloudFormation::Stack",
		"AWS::EC2::Volume",
		"AWS::KMS::Key",
	] {
		stacks.keeps_data(type) == true
	}
	every type in [
		"AWS::Lambda::Function",
		"AWS::IAM::Role",
		"AWS::Logs::LogGroup",
		"AWS::EC2::VPC",
		"AWS::EC2::VolumeAttachment",
		"AWS::S3::BucketPolicy",
		"AWS::Cognito::UserPoolClient",
		"AWS::CloudFormation::CustomResource",
		"Custom::LogRetention",
	] {
		stacks.keeps_data(type) == false
	}
}

test_a_resource_outlives_its_stack_by_both_policies if {
	stacks.retains(documents.owning_stack)
	stacks.retains(_stack({"deletion_policy": "RetainExceptOnCreate"}))
	every part in [
		{"deletion_policy": null},
		{"deletion_policy": "Delete"},
		{"deletion_policy": "Snapshot"},
		{"update_replace_policy": null},
		{"update_replace_policy": "Snapshot"},
		{"template_read": false},
	] {
		not stacks.retains(_stack(part))
	}
}

test_what_does_not_outlive_it_is_told if {
	stacks.lets_go(documents.owning_stack) == set()
	found := stacks.lets_go(_stack({"deletion_policy": null, "update_replace_policy": "Delete"}))
	found == {
		{
			"message": concat("", [
				"DeletionPolicy of Documents in stack formkiq-prod-Storage is not set, and so Delete: ",
				"deleting the stack deletes it",
			]),
			"at": "/links/stack/deletion_policy",
			"expected": "Retain",
			"actual": null,
		},
		{
			"message": concat("", [
				"UpdateReplacePolicy of Documents in stack formkiq-prod-Storage is Delete: ",
				"an update that replaces it deletes it",
			]),
			"at": "/links/stack/update_replace_policy",
			"expected": "Retain",
			"actual": "Delete",
		},
	}
}

_stack(part) := object.union(documents.owning_stack, part)
