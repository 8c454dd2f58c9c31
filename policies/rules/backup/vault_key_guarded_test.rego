package rules.backup.vault_key_guarded_test

import data.rules.backup.vault_key_guarded as rule
import data.testing.documents

test_a_policy_that_denies_it_to_everyone_is_compliant if {
	rule.compliant with input as documents.vault
	rule.findings == set() with input as documents.vault
	rule.unknown == set() with input as documents.vault
}

test_a_policy_that_does_not_fails_and_says_so if {
	document := _key({"deletion_denied": false})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"administrators of account 111122223333 can schedule the deletion of the vault's key: ",
			"after that no lock brings its recovery points back; tier enterprise forbids it",
		]),
		"at": "/links/key/deletion_denied",
		"expected": true,
		"actual": false,
	}}
}

test_a_key_of_another_account_is_compliant if {
	rule.compliant with input as _key({"account": "999988887777", "deletion_denied": null})
}

test_a_key_that_aws_manages_is_compliant if {
	rule.compliant with input as _key({"manager": "AWS", "deletion_denied": null})
}

test_a_key_that_aws_owns_is_compliant if {
	owned := {"encryption_key": null, "encryption_key_type": "AWS_OWNED_KMS_KEY"}
	rule.compliant with input as documents.linked(documents.configured(documents.vault, owned), {"key": null})
	silent := {"encryption_key": null, "encryption_key_type": null}
	document := documents.linked(documents.configured(documents.vault, silent), {"key": null})
	not rule.compliant with input as document
	count(rule.findings) == 1 with input as document
}

test_a_policy_that_was_not_read_is_unknown if {
	document := _key({"deletion_denied": null})
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
}

test_a_view_of_another_vault_is_exempt if {
	view := {"type": "RESTORE_ACCESS_BACKUP_VAULT"}
	rule.exempt with input as documents.configured(documents.vault, view)
	not rule.compliant with input as documents.configured(documents.vault, view)
	not rule.exempt with input as documents.vault
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.vault)

_key(changes) := documents.linked(documents.vault, {"key": changes})
