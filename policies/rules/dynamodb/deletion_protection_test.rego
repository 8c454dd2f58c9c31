package rules.dynamodb.deletion_protection_test

import data.rules.dynamodb.deletion_protection as rule
import data.testing.documents
import data.testing.dynamodb_table as tables

test_on_is_compliant if {
	rule.compliant with input as tables.table
	rule.findings == set() with input as tables.table
}

test_off_fails_and_says_so if {
	document := _table(false)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "deletion protection is off; tier enterprise requires it",
		"at": "/config/deletion_protection",
		"expected": true,
		"actual": false,
	}}
}

test_unsaid_proves_nothing if {
	not rule.compliant with input as _table(null)
	rule.findings == set() with input as _table(null)
}

test_a_word_is_no_answer if not rule.compliant with input as _table("true")

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(tables.table)

_table(value) := documents.configured(tables.table, {"deletion_protection": value})
