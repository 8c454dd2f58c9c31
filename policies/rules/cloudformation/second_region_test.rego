package rules.cloudformation.second_region_test

import data.rules.cloudformation.second_region as rule
import data.testing.cloudformation_stack
import data.testing.documents

test_a_name_with_the_region_is_compliant if {
	rule.compliant with input as cloudformation_stack.document
	rule.findings == set() with input as cloudformation_stack.document
	not rule.exempt with input as cloudformation_stack.document
}

test_a_name_that_cloudformation_made_up_is_compliant if {
	every name in [
		"formkiq-prod-documentss3buckets-1kq3zc8p5vn2t",
		"formkiq-prod-documentss3buckets-0a1b2c3d4e5f",
		"a-long-name-of-a-stack-documentss3bu-1kq3zc8p5vn2t",
	] {
		rule.compliant with input as _named(name)
	}
}

test_a_name_without_either_fails_and_says_so if {
	document := _named("formkiq-core-prod-documents-111122223333")
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the name of the bucket formkiq-core-prod-documents-111122223333 (DocumentsS3Buckets) ",
			"can be used in no second Region",
		]),
		"at": "/config/resources/0/physical_id",
		"expected": "a name with eu-central-1 in it, or one that CloudFormation makes up",
		"actual": "formkiq-core-prod-documents-111122223333",
	}}
}

test_an_account_is_nothing_made_up if {
	every name in ["acme-documentss3buckets-111122223333", "acme-documentss3buckets", "acme-reports-1kq3zc8p5vn2t"] {
		not rule.compliant with input as _named(name)
	}
}

test_one_of_several_is_enough_to_fail if {
	fixed := object.union(cloudformation_stack.bucket, {"physical_id": "documents"})
	document := documents.configured(
		cloudformation_stack.document,
		{"resources": [cloudformation_stack.bucket, fixed]},
	)
	not rule.compliant with input as document
	count(rule.findings) == 1 with input as document
}

test_a_stack_without_buckets_is_exempt if {
	every document in [
		cloudformation_stack.owning({}),
		documents.configured(cloudformation_stack.document, {"resources": []}),
	] {
		rule.exempt with input as document
		not rule.compliant with input as document
	}
}

test_unknown_proves_nothing if {
	every document in [documents.configured(cloudformation_stack.document, {"resources": null}), _named(null)] {
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(cloudformation_stack.document)
}

_named(name) := documents.configured(
	cloudformation_stack.document,
	{"resources": [object.union(cloudformation_stack.bucket, {"physical_id": name})]},
)
