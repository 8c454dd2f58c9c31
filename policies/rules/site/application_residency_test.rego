package rules.site.application_residency_test

import data.rules.site.application_residency as rule
import data.testing.documents
import data.testing.estate_application

test_where_they_may_lie_is_compliant if {
	document := _application(["eu-central-1", "eu-west-1"])
	rule.compliant with input as document
	rule.findings == set() with input as document
	rule.compliant with input as _application(["eu-west-1"])
}

test_a_part_elsewhere_fails_and_says_so if {
	document := _application(["eu-central-1", "us-east-1"])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "FormKiQ prod has parts in us-east-1; tier enterprise allows eu-central-1, eu-west-1",
		"at": "/config/regions/1",
		"expected": "one of eu-central-1, eu-west-1",
		"actual": "us-east-1",
	}}
}

test_every_region_is_told if {
	document := _application(["us-east-1", "us-west-2"])
	found := rule.findings with input as document
	{finding.at | some finding in found} == {"/config/regions/0", "/config/regions/1"}
}

test_no_regions_prove_nothing if not rule.compliant with input as _application([])

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(_application(["eu-west-1"]))
}

_application(regions) := documents.promised(
	documents.configured(estate_application.document, {"regions": regions}),
	{"residency_regions": ["eu-west-1", "eu-central-1"]},
)
