package rules.backup.recovery_points_end_test

import data.rules.backup.recovery_points_end as rule
import data.testing.documents

test_exactly_as_long_as_allowed_is_compliant if {
	rule.compliant with input as _table([{"longest_days": 400}])
	rule.findings == set() with input as _table([{"longest_days": 400}])
}

test_no_recovery_point_is_kept_too_long_where_there_is_none if rule.compliant with input as _table([])

test_one_day_longer_fails_and_says_so if {
	document := _table([{"longest_days": 400}, {"longest_days": 401}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"recovery points in arn:aws:backup:eu-central-1:111122223333:backup-vault:formkiq-prod ",
			"are kept for up to 401 days; tier enterprise allows 400 days",
		]),
		"at": "/links/backup/recovery_points/1/longest_days",
		"expected": 400,
		"actual": 401,
	}}
}

test_one_that_never_expires_fails_and_says_so if {
	document := _table([{"never_expires": 1, "longest_days": 30}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"recovery points in arn:aws:backup:eu-central-1:111122223333:backup-vault:formkiq-prod ",
			"never expire (1 of them); tier enterprise allows 400 days",
		]),
		"at": "/links/backup/recovery_points/0/never_expires",
		"expected": 0,
		"actual": 1,
	}}
}

test_unknown_proves_nothing if {
	limited := documents.promised(documents.table, {"recovery_points_max_days": 400})
	not rule.compliant with input as documents.linked(limited, {"backup": null})
	not rule.compliant with input as _table([{"longest_days": null}])
	not rule.compliant with input as _table([{"never_expires": null}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_table(points) := documents.backed_up(
	documents.promised(documents.table, {"recovery_points_max_days": 400}),
	{"recovery_points": [object.union(documents.recovery_point, changes) | some changes in points]},
)
