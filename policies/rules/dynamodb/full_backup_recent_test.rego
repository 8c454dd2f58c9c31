package rules.dynamodb.full_backup_recent_test

import data.rules.dynamodb.full_backup_recent as rule
import data.testing.documents

test_exactly_the_allowed_age_is_compliant if {
	document := _table([_backup({"newest_at": "2026-02-28T12:00:00Z"})], [])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_too_old_fails_and_says_so if {
	document := _table([_backup({"newest_at": "2026-02-28T11:59:59Z"})], [])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the newest full backup is 31 days 1 s old; tier enterprise requires one at most 31 days old",
		"at": "/links/backups",
		"expected": "made at 2026-02-28T12:00:00Z or later",
		"actual": "2026-02-28T11:59:59Z",
	}}
}

test_a_recovery_point_counts if {
	rule.compliant with input as _table([], [documents.recovery_point])
	rule.compliant with input as _table([], [_point({"status": "AVAILABLE"})])
}

test_a_backup_made_by_aws_backup_counts if rule.compliant with input as _table([_backup({"type": "AWS_BACKUP"})], [])

test_what_cannot_be_restored_does_not_count if {
	every backup in [{"type": "SYSTEM"}, {"status": "CREATING"}, {"status": "DELETED"}, {"count": 0}] {
		not rule.compliant with input as _table([_backup(backup)], [])
	}
	every status in ["PARTIAL", "EXPIRED", "DELETING", "STOPPED", "CREATING"] {
		not rule.compliant with input as _table([], [_point({"status": status})])
	}
}

test_none_fails_and_says_so if {
	document := _table([_backup({"type": "SYSTEM"})], [])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "there is no full backup; tier enterprise requires one at most 31 days old",
		"at": "/links/backups",
		"expected": "made at 2026-02-28T12:00:00Z or later",
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
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.table)

_table(backups, points) := documents.linked(documents.table, {
	"backups": backups,
	"backup": {"recovery_points": points},
})

_backup(changes) := object.union(documents.on_demand, changes)

_point(changes) := object.union(documents.recovery_point, changes)
