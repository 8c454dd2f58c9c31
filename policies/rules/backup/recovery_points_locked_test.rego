package rules.backup.recovery_points_locked_test

import data.rules.backup.recovery_points_locked as rule
import data.testing.documents

test_a_lock_that_holds_from_this_second_is_compliant if {
	document := _vaults([{"locks_at": "2026-03-31T12:00:00Z"}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_of_cooling_off_fails_and_says_so if {
	document := _vaults([{"locks_at": "2026-03-31T12:00:01Z"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the recovery points in arn:aws:backup:eu-central-1:111122223333:backup-vault:formkiq-prod can be ",
			"deleted: its lock cools off until 2026-03-31T12:00:01Z, and can be removed until then; ",
			"tier enterprise requires a compliance lock",
		]),
		"at": "/links/vaults/0",
		"expected": "compliance",
		"actual": {"lock_mode": "compliance", "locks_at": "2026-03-31T12:00:01Z"},
	}}
	rule.compliant with input as documents.promised(document, {"recovery_points_locked": "governance"})
}

test_governance_is_enough_only_where_it_is_asked_for if {
	document := _vaults([{"lock_mode": "governance", "locks_at": null}])
	not rule.compliant with input as document
	rule.compliant with input as documents.promised(document, {"recovery_points_locked": "governance"})
	some finding in rule.findings with input as document
	contains(finding.message, "an administrator can remove its lock")
}

test_no_lock_fails_and_says_so if {
	document := _vaults([{"lock_mode": null, "locks_at": null}])
	every mode in ["governance", "compliance"] {
		not rule.compliant with input as documents.promised(document, {"recovery_points_locked": mode})
	}
	some finding in rule.findings with input as document
	contains(finding.message, "it is not locked")
}

test_an_air_gapped_vault_is_born_in_compliance if {
	rule.compliant with input as _vaults([{"type": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", "locks_at": null}])
	not rule.compliant with input as _vaults([{"locks_at": null}])
}

test_one_vault_is_enough_if_a_recovery_point_lies_in_it if {
	open := {"arn": documents.copy_vault_arn, "lock_mode": null, "locks_at": null}
	rule.compliant with input as _vaults([open, {}])
	empty := documents.backed_up(_vaults([open, {}]), {"recovery_points": [documents.copied_point]})
	not rule.compliant with input as empty
	nothing := documents.backed_up(_vaults([{}]), {"recovery_points": []})
	not rule.compliant with input as nothing
	some finding in rule.findings with input as nothing
	startswith(finding.message, "there is no recovery point that can be restored")
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(_vaults([]), {"vaults": null})
	not rule.compliant with input as documents.linked(_vaults([{}]), {"backup": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(_vaults([{}]))

_vaults(vaults) := documents.promised(
	documents.linked(documents.table, {"vaults": [object.union(documents.holding_vault, changes) |
		some changes in vaults
	]}),
	{"recovery_points_locked": "compliance"},
)
