package rules.backup.vault_lock_test

import data.rules.backup.vault_lock as rule
import data.testing.documents

test_immutable_from_this_second_is_compliant if {
	document := _vault({"locks_at": "2026-03-31T12:00:00Z", "min_retention_days": 90})
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_of_cooling_off_fails_and_says_so if {
	document := _vault({"locks_at": "2026-03-31T12:00:01Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the vault lock was still cooling off when the snapshot was taken: ",
			"until 2026-03-31T12:00:01Z (1 s later) it can be removed",
		]),
		"at": "/config/lock/locks_at",
		"expected": "2026-03-31T12:00:00Z or earlier",
		"actual": "2026-03-31T12:00:01Z",
	}}
}

test_a_lock_date_that_passed_after_the_snapshot_was_never_seen_to_pass if {
	passed := _vault({"locks_at": "2026-03-31T12:00:00Z"})
	ahead := _vault({"locks_at": "2026-03-31T12:00:01Z"})
	every as_of in ["2026-03-31T12:00:01Z", "2026-04-03T12:00:00Z", "2030-01-01T00:00:00Z"] {
		rule.compliant with input as documents.judged_for(passed, as_of)
		rule.findings == set() with input as documents.judged_for(passed, as_of)
		not rule.compliant with input as documents.judged_for(ahead, as_of)
		count(rule.findings) == 1 with input as documents.judged_for(ahead, as_of)
	}
}

test_one_day_short_fails_and_says_so if {
	document := _vault({"min_retention_days": 89})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the vault lock enforces a minimum retention of 89 days; tier enterprise requires 90 days",
		"at": "/config/lock/min_retention_days",
		"expected": 90,
		"actual": 89,
	}}
}

test_no_minimum_fails_and_says_so if {
	document := _vault({"min_retention_days": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the vault lock enforces no minimum retention; tier enterprise requires 90 days",
		"at": "/config/lock/min_retention_days",
		"expected": 90,
		"actual": null,
	}}
}

test_governance_is_not_compliance_and_says_so if {
	document := _vault({"locks_at": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the vault lock is in governance mode, which an administrator removes; ",
			"tier enterprise requires compliance mode",
		]),
		"at": "/config/lock/locks_at",
		"expected": "2026-03-31T12:00:00Z or earlier",
		"actual": null,
	}}
}

test_any_lock_is_governance if {
	every locks_at in [null, "2026-04-30T12:00:00Z", "2024-05-09T08:00:00Z"] {
		document := documents.promised(_vault({"locks_at": locks_at}), {"vault_lock_mode": "governance"})
		rule.compliant with input as document
		rule.findings == set() with input as document
	}
}

test_an_air_gapped_vault_is_born_in_compliance if {
	air_gapped := documents.configured(documents.vault, {"type": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"})
	rule.compliant with input as documents.configured(air_gapped, {"lock": {"locks_at": null}})
	rule.findings == set() with input as documents.configured(air_gapped, {"lock": {"locks_at": null}})
	not rule.compliant with input as documents.configured(air_gapped, {"lock": {"locked": false, "locks_at": null}})
}

test_no_lock_fails_and_says_so if {
	document := _vault({"locked": false, "locks_at": "2026-04-30T12:00:00Z", "min_retention_days": 7})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the vault is not locked; tier enterprise requires a compliance lock of 90 days at least",
		"at": "/config/lock/locked",
		"expected": true,
		"actual": false,
	}}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.vault, {"lock": null})
	not rule.compliant with input as _vault({"locked": null})
	not rule.compliant with input as _vault({"min_retention_days": "365"})
}

test_a_mode_that_no_tier_knows_proves_nothing if {
	not rule.compliant with input as documents.promised(documents.vault, {"vault_lock_mode": "strong"})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(documents.vault)
	not rule.compliant with input as documents.promised(documents.unpromised(documents.vault), {"vault_lock_min_days": 1})
}

_vault(lock) := documents.configured(documents.vault, {"lock": lock})
