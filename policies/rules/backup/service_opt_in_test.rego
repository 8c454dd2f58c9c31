package rules.backup.service_opt_in_test

import data.rules.backup.service_opt_in as rule
import data.testing.documents

test_opted_in_is_compliant if {
	rule.compliant with input as documents.table
	rule.findings == set() with input as documents.table
	not rule.exempt with input as documents.table
}

test_opted_out_fails_and_says_so if {
	document := documents.backed_up(documents.table, {"opted_in": false})
	not rule.compliant with input as document
	not rule.exempt with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"AWS Backup is opted out for its type in eu-central-1: ",
			"plans that select by tag skip it without a word",
		]),
		"at": "/links/backup/opted_in",
		"expected": true,
		"actual": false,
	}}
}

test_an_unsaid_opt_in_fails_and_says_so if {
	document := documents.backed_up(documents.table, {"opted_in": null})
	not rule.compliant with input as document
	not rule.exempt with input as document
	some finding in rule.findings with input as document
	finding.actual == null
}

test_a_resource_that_every_plan_names_is_exempt if {
	every opted_in in [true, false, null] {
		document := _planned(opted_in, [false, false])
		rule.exempt with input as document
		not rule.compliant with input as document
	}
}

test_one_plan_that_does_not_name_it_needs_the_opt_in if {
	rule.compliant with input as _planned(true, [false, true])
	not rule.exempt with input as _planned(true, [false, true])
	not rule.compliant with input as _planned(false, [false, true])
	not rule.exempt with input as _planned(false, [false, true])
}

test_without_a_plan_the_opt_in_alone_is_judged if {
	rule.compliant with input as _planned(true, [])
	not rule.compliant with input as _planned(false, [])
	not rule.exempt with input as _planned(false, [])
}

test_unknown_proves_nothing if {
	every document in [
		documents.linked(documents.table, {"backup": null}),
		_planned(false, [null]),
		_planned(true, [null]),
	] {
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	every document in [documents.table, _planned(true, []), _planned(true, [false])] {
		not rule.compliant with input as documents.unpromised(document)
		not rule.exempt with input as documents.unpromised(document)
	}
}

_planned(opted_in, needs) := documents.backed_up(documents.table, {"opted_in": opted_in, "plan_rules": [plan_rule |
	some needed in needs
	plan_rule := object.union(documents.plan_rule, {"needs_opt_in": needed})
]})
