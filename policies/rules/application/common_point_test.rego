package rules.application.common_point_test

import data.rules.application.common_point as rule
import data.testing.documents
import data.testing.estate_application

test_a_common_moment_is_compliant if {
	rule.compliant with input as estate_application.document
	rule.findings == set() with input as estate_application.document
	rule.unknown == set() with input as estate_application.document
}

test_none_fails_and_says_so if {
	document := _point({"status": "not_recoverable", "because": "the windows do not overlap"})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"there is no moment to which all 2 critical parts can be brought back: the windows do not overlap ",
			"(arn:aws:dynamodb:eu-central-1:111122223333:table/formkiq-core-prod-documents)",
		]),
		"at": "/config/common_point/status",
		"expected": "recoverable",
		"actual": "not_recoverable",
	}}
}

test_the_parts_that_limit_it_need_not_be_named if {
	document := _point({"status": "not_recoverable", "because": "of a bucket", "limiting": []})
	some finding in rule.findings with input as document
	endswith(finding.message, "can be brought back: of a bucket")
}

test_not_known_is_unknown if {
	document := _point({"status": "unknown", "because": "a bucket could not be read"})
	not rule.compliant with input as document
	rule.unknown == {"a bucket could not be read"} with input as document
	rule.findings == set() with input as document
}

test_what_belongs_to_no_application_is_exempt if {
	document := estate_application.configured({"name": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_a_single_part_is_exempt if {
	document := estate_application.configured({"critical_count": 1})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_parts_that_need_not_fit_together_are_exempt if {
	document := estate_application.configured({"data_types": ["identity", "logs"]})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(estate_application.document)
}

_point(changes) := estate_application.configured({"common_point": changes})
