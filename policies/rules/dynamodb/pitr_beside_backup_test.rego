package rules.dynamodb.pitr_beside_backup_test

import data.rules.dynamodb.pitr_beside_backup as rule
import data.testing.documents

test_on_beside_a_plan_is_compliant if {
	rule.compliant with input as documents.table
	rule.findings == set() with input as documents.table
	not rule.exempt with input as documents.table
}

test_off_beside_a_plan_fails_and_says_so if {
	document := documents.configured(documents.table, {"pitr": {"enabled": false}})
	not rule.compliant with input as document
	not rule.exempt with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"point-in-time recovery is off although rule 'nightly' of plan 'formkiq-prod' backs the table up: ",
			"what was written between two runs is lost",
		]),
		"at": "/config/pitr/enabled",
		"expected": true,
		"actual": false,
	}}
}

test_no_plan_is_exempt if {
	document := documents.backed_up(documents.table, {"plan_rules": []})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	every document in [
		documents.configured(documents.table, {"pitr": null}),
		documents.linked(documents.table, {"backup": null}),
		documents.backed_up(documents.table, {"plan_rules": [null]}),
	] {
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	every document in [documents.table, documents.backed_up(documents.table, {"plan_rules": []})] {
		not rule.compliant with input as documents.unpromised(document)
		not rule.exempt with input as documents.unpromised(document)
	}
}
