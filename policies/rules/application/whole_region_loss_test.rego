package rules.application.whole_region_loss_test

import data.rules.application.whole_region_loss as rule
import data.testing.documents
import data.testing.estate_application

test_all_parts_that_come_back_are_compliant if {
	rule.compliant with input as estate_application.document
	rule.findings == set() with input as estate_application.document
	rule.unknown == set() with input as estate_application.document
}

test_one_part_that_does_not_fails_and_says_so if {
	document := _survived({"recoverable": 1, "not_recoverable": 1, "missing": [estate_application.bucket_arn]})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"1 of 2 critical parts cannot be brought back in another Region: ",
			"arn:aws:s3:::formkiq-core-prod-documents-111122223333",
		]),
		"at": "/config/scenarios/region_loss/not_recoverable",
		"expected": 0,
		"actual": 1,
	}}
}

test_a_part_of_which_it_is_not_known_is_unknown if {
	document := _survived({"recoverable": 1, "unknown": 1, "missing": [estate_application.table_arn]})
	not rule.compliant with input as document
	found := rule.unknown with input as document
	found == {concat("", [
		"of 1 critical part it is not known: ",
		"arn:aws:dynamodb:eu-central-1:111122223333:table/formkiq-core-prod-documents",
	])}
	rule.findings == set() with input as document
}

test_a_part_that_is_lost_fails_whatever_else_is_not_known if {
	document := _survived({"recoverable": 0, "not_recoverable": 1, "unknown": 1, "missing": []})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	count(rule.findings) == 1 with input as document
}

test_a_scenario_of_which_nothing_is_known_is_unknown if {
	scenarios := object.remove(estate_application.document.config.scenarios, ["region_loss"])
	without := object.union(
		object.remove(estate_application.document.config, ["scenarios"]),
		{"scenarios": scenarios},
	)
	document := object.union(object.remove(estate_application.document, ["config"]), {"config": without})
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
	rule.findings == set() with input as document
}

test_what_belongs_to_no_application_is_exempt if {
	document := estate_application.configured({"name": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(estate_application.document)
}

_survived(changes) := estate_application.configured({"scenarios": {"region_loss": changes}})
