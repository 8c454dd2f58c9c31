package rules.dynamodb.long_term_backup_test

import data.rules.dynamodb.long_term_backup as rule
import data.testing.documents

test_exactly_the_required_days_are_compliant if {
	every document in [
		_table([], [_point({"longest_days": 365})]),
		_table([_backup({"never_expires": 0, "longest_days": 365})], []),
	] {
		rule.compliant with input as document
		rule.findings == set() with input as document
	}
}

test_one_day_short_fails_and_says_so if {
	document := _table([], [_point({"longest_days": 364})])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the longest-kept full backup stays for 364 days; tier enterprise requires 365 days, ",
			"and longer than the point-in-time window",
		]),
		"at": "/links/backups",
		"expected": 365,
		"actual": 364,
	}}
}

test_a_backup_that_never_expires_is_compliant if {
	rule.compliant with input as _table([_backup({"never_expires": 1, "longest_days": null})], [])
	rule.compliant with input as _table([], [_point({"never_expires": 1, "longest_days": 35})])
}

test_a_backup_that_ends_with_the_window_adds_nothing if {
	document := documents.promised(_table([], [_point({"longest_days": 35})]), {"long_term_backup_days": 30})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.expected == 36
	finding.actual == 35
}

test_a_table_without_window_needs_no_more_than_the_days if {
	table := documents.promised(_table([], [_point({"longest_days": 30})]), {"long_term_backup_days": 30})
	every window in [null, 35] {
		rule.compliant with input as documents.configured(table, {"pitr": {"enabled": false, "window_days": window}})
	}
}

test_a_backup_from_before_the_days_to_be_covered_fails_and_says_so if {
	rule.compliant with input as _table([_backup({"newest_at": "2025-03-31T12:00:00Z"})], [])
	short := _point({"longest_days": 35})
	document := _table([_backup({"newest_at": "2025-03-31T11:59:59Z"})], [short])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding == {
		"message": concat("", [
			"the newest full backup that is kept for 365 days is 365 days 1 s old: ",
			"what changed since is kept for less",
		]),
		"at": "/links/backups",
		"expected": "made at 2025-03-31T12:00:00Z or later",
		"actual": "2025-03-31T11:59:59Z",
	}
}

test_none_fails_and_says_so if {
	document := _table([_backup({"type": "SYSTEM"})], [_point({"status": "EXPIRED"})])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "there is no full backup; tier enterprise requires one that is kept for 365 days",
		"at": "/links/backups",
		"expected": 365,
		"actual": null,
	}}
}

test_what_lay_ahead_of_the_snapshot_proves_nothing if {
	ahead := {"newest_at": "2026-04-01T12:00:01Z"}
	rule.compliant with input as _table([_backup({"newest_at": "2026-04-01T12:00:00Z"})], [])
	every as_of in ["2026-03-31T12:00:00Z", "2026-04-02T00:00:00Z"] {
		not rule.compliant with input as documents.judged_for(_table([_backup(ahead)], []), as_of)
		not rule.compliant with input as documents.judged_for(_table([], [_point(ahead)]), as_of)
	}
}

test_a_recovery_point_counts_until_it_expires if {
	document := _table([], [_point({"latest_expiry_at": "2026-04-07T12:00:00Z"})])
	rule.compliant with input as documents.judged_for(document, "2026-04-07T11:59:59Z")
	not rule.compliant with input as documents.judged_for(document, "2026-04-07T12:00:00Z")
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.table, {"backup": null, "backups": null})
	every kept in [{"longest_days": null}, {"longest_days": "9999"}, {"never_expires": "1", "longest_days": null}] {
		not rule.compliant with input as _table([], [_point(kept)])
	}
}

test_an_unknown_window_proves_nothing_and_says_so if {
	not rule.compliant with input as documents.configured(documents.table, {"pitr": null})
	document := documents.configured(documents.table, {"pitr": {"window_days": null}})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/pitr/window_days"
	finding.actual == null
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.table)

_table(backups, points) := documents.linked(documents.table, {
	"backups": backups,
	"backup": {"recovery_points": points},
})

_backup(changes) := object.union(documents.on_demand, changes)

_point(changes) := object.union(documents.recovery_point, changes)
