package rules.application.sites_tested_test

import data.rules.application.sites_tested as rule
import data.testing.documents
import data.testing.estate_application

test_a_drill_that_names_every_site_is_compliant if {
	rule.compliant with input as estate_application.document
	rule.findings == set() with input as estate_application.document
}

test_exactly_the_allowed_age_is_compliant if {
	rule.compliant with input as estate_application.attested("full_drill", {"dated_at": "2025-03-30T12:00:00Z"})
	not rule.compliant with input as estate_application.attested("full_drill", {"dated_at": "2025-03-30T11:59:59Z"})
}

test_a_site_that_nobody_names_fails_and_says_so if {
	document := estate_application.configured({"sites": ["acme", "globex", "initech"]})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no current restore test or export names 1 of 3 sites: initech",
		"at": "/config/sites",
		"expected": ["acme", "globex", "initech"],
		"actual": ["acme", "globex"],
	}}
}

test_an_export_is_evidence_too if {
	rule.compliant with input as estate_application.attested("full_drill", {"type": "export", "result": null})
}

test_neither_a_decision_nor_a_failed_test_is_evidence if {
	not rule.compliant with input as estate_application.attested("full_drill", {"type": "decision"})
	not rule.compliant with input as estate_application.attested("full_drill", {"result": "failed"})
}

test_no_sites_are_exempt if {
	document := estate_application.configured({"sites": []})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	document := documents.linked(estate_application.document, {"evidence": null})
	not rule.compliant with input as document
	rule.findings == set() with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(estate_application.document)
}
