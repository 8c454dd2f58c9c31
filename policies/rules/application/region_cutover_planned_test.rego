package rules.application.region_cutover_planned_test

import data.rules.application.region_cutover_planned as rule
import data.testing.documents
import data.testing.estate_application

test_what_is_attested_is_compliant if {
	rule.compliant with input as estate_application.document
	rule.findings == set() with input as estate_application.document
}

test_exactly_the_allowed_age_is_compliant if {
	rule.compliant with input as estate_application.attested("region_cutover", {"dated_at": "2025-03-30T12:00:00Z"})
}

test_a_second_older_fails_and_says_so if {
	document := estate_application.attested("region_cutover", {"dated_at": "2025-03-30T11:59:59Z"})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "region_cutover: it is 366 days 1 s old; the tier allows 366 days"
	finding.expected == "2025-03-30T12:00:00Z or later"
	finding.actual == "2025-03-30T11:59:59Z"
}

test_no_record_fails_and_says_so if {
	not rule.compliant with input as estate_application.silent("region_cutover")
	some finding in rule.findings with input as estate_application.silent("region_cutover")
	finding == {
		"message": "there is no decision or approval with the topic region_cutover",
		"at": "/links/evidence",
		"expected": "region_cutover",
		"actual": null,
	}
}

test_a_record_of_another_type_is_none if {
	document := estate_application.attested("region_cutover", {"type": "export"})
	not rule.compliant with input as document
	count(rule.findings) > 0 with input as document
}

test_unknown_proves_nothing if {
	document := documents.linked(estate_application.document, {"evidence": null})
	not rule.compliant with input as document
	rule.findings == set() with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(estate_application.document)
}

test_what_nobody_approved_fails_and_says_so if {
	document := estate_application.attested("region_cutover", {"approved_by": []})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "region_cutover: nobody approved it"
}
