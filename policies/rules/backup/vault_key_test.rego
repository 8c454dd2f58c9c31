package rules.backup.vault_key_test

import data.rules.backup.vault_key as rule
import data.testing.documents

test_an_enabled_customer_key_is_compliant if {
	rule.compliant with input as documents.vault
	rule.findings == set() with input as documents.vault
}

test_an_aws_managed_key_fails_and_says_so if {
	document := _vault({"manager": "AWS"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the vault's key is an AWS managed one, which no other account can use; ",
			"tier enterprise requires a customer managed key",
		]),
		"at": "/config/encryption_key/manager",
		"expected": "CUSTOMER",
		"actual": "AWS",
	}}
}

test_a_key_about_to_be_deleted_fails_loudly if {
	document := _vault({"state": "PendingDeletion", "deletion_at": "2026-04-07T12:00:00Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.at | some finding in found} == {"/config/encryption_key/state", "/config/encryption_key/deletion_at"}
	some finding in found
	startswith(finding.message, "THE VAULT'S KEY WILL BE DELETED ON 2026-04-07T12:00:00Z")
}

test_a_key_that_is_not_enabled_fails_and_says_so if {
	every state in ["Disabled", "PendingDeletion", "Unavailable", "PendingImport"] {
		document := _vault({"state": state})
		not rule.compliant with input as document
		some finding in rule.findings with input as document
		finding.expected == "Enabled"
		finding.actual == state
	}
}

test_an_enabled_key_with_a_deletion_date_is_not_trusted if {
	not rule.compliant with input as _vault({"deletion_at": "2026-04-07T12:00:00Z"})
}

test_unknown_proves_nothing_and_says_so if {
	not rule.compliant with input as documents.configured(documents.vault, {"encryption_key": null})
	document := _vault({"manager": null, "state": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.at | some finding in found} == {"/config/encryption_key/manager", "/config/encryption_key/state"}
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.vault)

_vault(key) := documents.configured(documents.vault, {"encryption_key": key})
