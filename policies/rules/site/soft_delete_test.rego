package rules.site.soft_delete_test

import data.rules.site.soft_delete as rule
import data.testing.documents
import data.testing.formkiq_site

test_exactly_the_required_days_are_compliant if {
	rule.compliant with input as _site({"soft_delete_retention_days": 90})
	rule.findings == set() with input as _site({"soft_delete_retention_days": 90})
}

test_until_somebody_clears_them_is_compliant if {
	rule.compliant with input as _site({"soft_delete_retention_days": -1})
	rule.findings == set() with input as _site({"soft_delete_retention_days": -1})
}

test_one_day_short_fails_and_says_so if {
	document := _site({"soft_delete_retention_days": 89})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "site acme keeps deleted documents for 89 days; tier enterprise requires 90 days",
		"at": "/config/settings/soft_delete_retention_days",
		"expected": 90,
		"actual": 89,
	}}
}

test_another_action_fails_and_says_so if {
	every action, told in {"HARD_DELETE": "HARD_DELETE", null: "nothing is set"} {
		document := _site({"disposition_action": action})
		not rule.compliant with input as document
		some finding in rule.findings with input as document
		finding.message == sprintf("site acme does not keep what is deleted (%v)", [told])
	}
}

test_no_days_fail_and_say_so if {
	document := _site({"soft_delete_retention_days": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "site acme does not say how long it keeps deleted documents"
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(formkiq_site.acme, {"settings": null})
	not rule.compliant with input as _site({"soft_delete_retention_days": "90"})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(formkiq_site.acme)

_site(settings) := documents.configured(formkiq_site.acme, {"settings": settings})
