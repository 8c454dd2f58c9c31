package rules.estate.classified_test

import data.rules.estate.classified as rule
import data.testing.documents

test_classified_is_compliant if {
	rule.compliant with input as documents.table
	rule.compliant with input as documents.bucket
	rule.findings == set() with input as documents.bucket
}

test_defaults_alone_fail_and_say_so if {
	document := _table({"classified": false, "data_type": "unclassified", "tier": "basic"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"nothing says what it holds or which tier it was promised: ",
			"judged as unclassified of tier basic by default",
		]),
		"at": "/profile/classified",
		"expected": true,
		"actual": false,
	}}
}

test_an_application_alone_does_not_classify if {
	not rule.compliant with input as _table({"classified": false, "application": "FormKiQ prod"})
}

test_unknown_proves_nothing if {
	not rule.compliant with input as _table(null)
	not rule.compliant with input as _table({"classified": null})
	not rule.compliant with input as _table({"classified": "yes"})
}

test_it_is_judged_whatever_the_tier_requires if {
	rule.compliant with input as documents.unpromised(documents.table)
	not rule.compliant with input as documents.unpromised(_table({"classified": false}))
}

_table(profile) := object.union(documents.table, {"profile": profile})
