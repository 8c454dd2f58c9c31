package rules.backup.vault_recovery_points_end_test

import data.rules.backup.vault_recovery_points_end as rule
import data.testing.documents

test_a_vault_in_which_everything_ends_is_compliant if {
	rule.compliant with input as documents.vault
	rule.findings == set() with input as documents.vault
}

test_one_that_never_expires_fails_and_says_so if {
	document := _holding(1, {})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"1 recovery points in the vault never expire, and nobody can ever delete them; ",
			"the lock has no maximum retention, so there will be more",
		]),
		"at": "/links/contents/never_expires",
		"expected": 0,
		"actual": 1,
	}}
}

test_before_the_lock_date_there_is_still_time_and_it_says_so if {
	document := _holding(2, {"locks_at": "2026-04-02T12:00:00Z", "max_retention_days": 400})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == concat(" ", [
		"2 recovery points in the vault never expire, and from 2026-04-02T12:00:00Z on nobody can ever",
		"delete them",
	])
}

test_governance_keeps_them_too if {
	document := _holding(2, {"locks_at": null, "max_retention_days": 400})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	endswith(finding.message, "and its lock keeps them until somebody removes it")
}

test_a_vault_without_a_lock_and_a_view_are_exempt if {
	rule.exempt with input as _holding(1, {"locked": false})
	rule.exempt with input as documents.configured(documents.vault, {"type": "RESTORE_ACCESS_BACKUP_VAULT"})
	not rule.compliant with input as documents.configured(documents.vault, {"type": "RESTORE_ACCESS_BACKUP_VAULT"})
	not rule.exempt with input as documents.vault
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.vault, {"contents": null})
	not rule.exempt with input as documents.configured(documents.vault, {"lock": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.vault)

_holding(number, lock) := documents.linked(
	documents.configured(documents.vault, {"lock": lock}),
	{"contents": {"never_expires": number}},
)
