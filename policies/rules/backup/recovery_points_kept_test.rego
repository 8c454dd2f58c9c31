package rules.backup.recovery_points_kept_test

import data.rules.backup.recovery_points_kept as rule
import data.testing.documents

test_exactly_as_long_as_required_is_compliant if {
	rule.compliant with input as _table([{"longest_days": 365}])
	rule.findings == set() with input as _table([{"longest_days": 365}])
}

test_one_day_short_fails_and_says_so if {
	document := _table([{"longest_days": 364}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the recovery points in arn:aws:backup:eu-central-1:111122223333:backup-vault:formkiq-prod ",
			"are kept for 364 days at most; tier enterprise requires 365 days",
		]),
		"at": "/links/backup/recovery_points/0/longest_days",
		"expected": 365,
		"actual": 364,
	}}
}

test_what_never_expires_is_kept_long_enough if {
	rule.compliant with input as _table([{"longest_days": null, "latest_expiry_at": null, "never_expires": 1}])
}

test_one_that_is_kept_is_enough if rule.compliant with input as _table([{"longest_days": 7}, {"longest_days": 400}])

test_what_cannot_be_restored_does_not_count if {
	not rule.compliant with input as _table([{"status": "EXPIRED"}])
	found := rule.findings with input as _table([])
	found == {{
		"message": concat("", [
			"there is no recovery point that can be restored; ",
			"tier enterprise requires one that is kept for 365 days",
		]),
		"at": "/links/backup/recovery_points",
		"expected": 365,
		"actual": [],
	}}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.table, {"backup": null})
	not rule.compliant with input as _table([{"longest_days": "400"}])
	not rule.compliant with input as _table([{"longest_days": null}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_table(points) := documents.backed_up(
	documents.table,
	{"recovery_points": [object.union(documents.recovery_point, changes) | some changes in points]},
)
