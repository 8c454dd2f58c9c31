package rules.backup.vault_policy_test

import data.rules.backup.vault_policy as rule
import data.testing.documents

test_a_denial_for_everyone_is_compliant if {
	rule.compliant with input as documents.vault
	rule.findings == set() with input as documents.vault
}

test_no_policy_fails_and_says_so if {
	document := _vault({"exists": false, "denied_to_everyone": []})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the vault has no policy: any role with backup:DeleteRecoveryPoint can empty the vault; ",
			"tier enterprise requires a denial for everyone",
		]),
		"at": "/config/policy/denied_to_everyone",
		"expected": "backup:DeleteRecoveryPoint",
		"actual": [],
	}}
}

test_a_denial_for_some_fails_and_says_so if {
	document := _vault({"denied_to_everyone": [], "denied_conditionally": ["backup:DeleteRecoveryPoint"]})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	startswith(finding.message, "the vault's policy denies deletion only under conditions")
}

test_a_denial_of_something_else_fails_and_says_so if {
	document := _vault({"denied_to_everyone": ["backup:DeleteBackupVault"]})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	startswith(finding.message, "the vault's policy does not deny deletion")
	finding.actual == ["backup:DeleteBackupVault"]
}

test_a_policy_that_is_not_there_denies_nothing if not rule.compliant with input as _vault({"exists": false})

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.vault, {"policy": null})
	not rule.compliant with input as _vault({"denied_to_everyone": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.vault)

_vault(policy) := documents.configured(documents.vault, {"policy": policy})
