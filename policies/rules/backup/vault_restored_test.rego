package rules.backup.vault_restored_test

import data.rules.backup.vault_restored as rule
import data.testing.documents

test_a_restore_exactly_as_long_ago_as_allowed_is_compliant if {
	document := _restored("2025-03-31T12:00:00Z")
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_longer_ago_fails_and_says_so if {
	document := _restored("2025-03-31T11:59:59Z")
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the last restore from the vault was 365 days 1 s ago; ",
			"tier enterprise requires one within 365 days",
		]),
		"at": "/links/contents/newest_restored_at",
		"expected": "2025-03-31T12:00:00Z or later",
		"actual": "2025-03-31T11:59:59Z",
	}}
}

test_never_fails_and_says_so if {
	document := _restored(null)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"none of the vault's 730 recovery points was ever restored; ",
			"tier enterprise requires a restore within 365 days",
		]),
		"at": "/links/contents/newest_restored_at",
		"expected": "2025-03-31T12:00:00Z or later",
		"actual": null,
	}}
}

test_what_lies_ahead_of_the_snapshot_proves_nothing if {
	not rule.compliant with input as documents.judged_for(_restored("2026-04-01T12:00:01Z"), "2026-04-03T00:00:00Z")
}

test_an_empty_vault_and_a_view_are_exempt if {
	empty := documents.linked(documents.vault, {"contents": {"count": 0}})
	view := documents.configured(documents.vault, {"type": "RESTORE_ACCESS_BACKUP_VAULT"})
	not rule.exempt with input as documents.vault
	every document in [empty, view] {
		rule.exempt with input as document
		not rule.compliant with input as document
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.vault, {"contents": null})
	not rule.exempt with input as documents.linked(documents.vault, {"contents": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.vault)

_restored(moment) := documents.linked(documents.vault, {"contents": {"newest_restored_at": moment}})
