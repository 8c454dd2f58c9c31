package rules.backup.vault_orphans_test

import data.rules.backup.vault_orphans as rule
import data.testing.documents

test_a_vault_without_them_is_compliant if {
	rule.compliant with input as documents.vault
	rule.findings == set() with input as documents.vault
	rule.unknown == set() with input as documents.vault
}

test_one_fails_and_says_so if {
	document := _left({"orphans": [_gone], "doubtful": [_gone]})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"arn:aws:dynamodb:eu-central-1:111122223333:table/gone is gone, ",
			"and its recovery points (3 of them) never expire",
		]),
		"at": "/links/contents/orphans/0",
		"expected": "recovery points that expire",
		"actual": 3,
	}}
}

test_one_that_may_be_is_unknown if {
	document := _left({"doubtful": [_gone]})
	not rule.compliant with input as document
	why := rule.unknown with input as document
	why == {concat(" ", [
		"whether arn:aws:dynamodb:eu-central-1:111122223333:table/gone still exists is not known to this snapshot,",
		"and 3 of its recovery points never expire",
	])}
}

test_a_view_of_another_vault_is_exempt if {
	view := documents.configured(_left({"orphans": [_gone]}), {"type": "RESTORE_ACCESS_BACKUP_VAULT"})
	rule.exempt with input as view
	not rule.compliant with input as view
	not rule.exempt with input as documents.vault
}

test_unknown_proves_nothing if {
	document := documents.linked(documents.vault, {"contents": null})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.vault)

_gone := {"resource_arn": "arn:aws:dynamodb:eu-central-1:111122223333:table/gone", "count": 3}

_left(changes) := documents.linked(documents.vault, {"contents": changes})
