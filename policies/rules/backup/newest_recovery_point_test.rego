package rules.backup.newest_recovery_point_test

import data.rules.backup.newest_recovery_point as rule
import data.testing.documents

test_a_recovery_point_exactly_as_old_as_allowed_is_compliant if {
	document := _table([{"newest_at": "2026-03-30T00:00:00Z"}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_older_fails_and_says_so if {
	document := _table([{"newest_at": "2026-03-29T23:59:59Z"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the newest recovery point that can be restored is 1 day 12 h 1 s old; ",
			"tier enterprise allows a loss of 1 day 12 h",
		]),
		"at": "/links/backup/recovery_points",
		"expected": "made at 2026-03-30T00:00:00Z or later",
		"actual": "2026-03-29T23:59:59Z",
	}}
}

test_the_newest_of_all_vaults_counts if {
	rule.compliant with input as _table([{"newest_at": "2025-01-01T00:00:00Z"}, {}])
}

test_what_cannot_be_restored_does_not_count_and_says_so if {
	every part in [{"status": "PARTIAL"}, {"status": "EXPIRED"}, {"count": 0}] {
		not rule.compliant with input as _table([part])
	}
	found := rule.findings with input as _table([{"status": "PARTIAL"}])
	found == {{
		"message": "there is no recovery point that can be restored; tier enterprise allows a loss of 1 day 12 h",
		"at": "/links/backup/recovery_points",
		"expected": "a COMPLETED recovery point that has not expired",
		"actual": ["PARTIAL"],
	}}
}

test_none_at_all_fails if {
	not rule.compliant with input as _table([])
	count(rule.findings) == 1 with input as _table([])
}

test_what_lies_ahead_of_the_snapshot_proves_nothing if {
	ahead := _table([{"newest_at": "2026-04-01T12:00:01Z"}])
	not rule.compliant with input as documents.judged_for(ahead, "2026-04-02T00:00:00Z")
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.table, {"backup": null})
	not rule.compliant with input as documents.backed_up(documents.table, {"recovery_points": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_table(points) := documents.backed_up(
	documents.table,
	{"recovery_points": [object.union(documents.recovery_point, changes) | some changes in points]},
)
