package rules.backup.recovery_points_air_gapped_test

import data.rules.backup.recovery_points_air_gapped as rule
import data.testing.documents

test_a_recovery_point_there_exactly_as_old_as_allowed_is_compliant if {
	document := _vault({}, {"newest_at": "2026-03-30T00:00:00Z"})
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_older_fails_and_says_so if {
	document := _vault({}, {"newest_at": "2026-03-29T23:59:59Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"no recovery point of the last 1 day 12 h lies in an air-gapped vault; ",
			"tier enterprise requires one",
		]),
		"at": "/links/vaults",
		"expected": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
		"actual": ["LOGICALLY_AIR_GAPPED_BACKUP_VAULT"],
	}}
}

test_an_ordinary_vault_is_none if {
	not rule.compliant with input as _vault({"type": "BACKUP_VAULT"}, {})
	not rule.compliant with input as _vault({"type": null}, {})
}

test_an_empty_air_gapped_vault_is_not_enough if {
	not rule.compliant with input as _vault({}, {"vault_arn": documents.copy_vault_arn})
	not rule.compliant with input as _vault({}, {"status": "PARTIAL"})
}

test_what_lies_ahead_of_the_snapshot_proves_nothing if {
	ahead := _vault({}, {"newest_at": "2026-04-01T12:00:01Z"})
	not rule.compliant with input as documents.judged_for(ahead, "2026-04-02T00:00:00Z")
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(_vault({}, {}), {"vaults": null})
	not rule.compliant with input as documents.linked(_vault({}, {}), {"backup": null})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(_vault({}, {}))
}

_vault(changes, point) := documents.promised(
	documents.linked(
		documents.backed_up(documents.table, {"recovery_points": [object.union(documents.recovery_point, point)]}),
		{"vaults": [object.union(_air_gapped, changes)]},
	),
	{"recovery_points_air_gapped": true},
)

_air_gapped := object.union(documents.holding_vault, {"type": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"})
