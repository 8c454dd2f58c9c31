package rules.backup.vault_encrypted_test

import data.rules.backup.vault_encrypted as rule
import data.testing.documents

test_a_vault_in_which_all_are_is_compliant if {
	rule.compliant with input as documents.vault
	rule.findings == set() with input as documents.vault
}

test_one_that_is_not_fails_and_says_so if {
	document := _holding({"unencrypted": 1})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "1 of 730 recovery points in the vault are not encrypted; tier enterprise requires that all are",
		"at": "/links/contents/unencrypted",
		"expected": 0,
		"actual": 1,
	}}
}

test_an_empty_vault_is_exempt if {
	rule.exempt with input as _holding({"count": 0})
	not rule.compliant with input as _holding({"count": 0})
	not rule.exempt with input as documents.vault
}

test_a_view_of_another_vault_is_exempt if {
	view := documents.configured(documents.vault, {"type": "RESTORE_ACCESS_BACKUP_VAULT"})
	rule.exempt with input as view
	not rule.compliant with input as view
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.vault, {"contents": null})
	not rule.exempt with input as documents.linked(documents.vault, {"contents": null})
	not rule.compliant with input as _holding({"unencrypted": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.vault)

_holding(changes) := documents.linked(documents.vault, {"contents": changes})
