package rules.backup.restore_time_test

import data.rules.backup.restore_time as rule
import data.testing.documents

test_exactly_as_long_as_allowed_is_compliant if {
	document := _jobs([{"duration_seconds": 14400}])
	rule.compliant with input as document
	rule.findings == set() with input as document
	rule.unknown == set() with input as document
}

test_a_second_longer_fails_and_says_so if {
	document := _jobs([{"duration_seconds": 14401}])
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the newest restore took 4 h 1 s; tier enterprise allows 4 h",
		"at": "/links/restore_tests/jobs/0/duration_seconds",
		"expected": 14400,
		"actual": 14401,
	}}
}

test_the_newest_counts if {
	slow := {"duration_seconds": 99999, "completed_at": "2026-02-01T00:00:00Z"}
	rule.compliant with input as _jobs([{}, slow])
	not rule.compliant with input as _jobs([object.union(slow, {"completed_at": "2026-03-02T00:00:00Z"}), {}])
	not rule.compliant with input as _jobs([object.union(slow, {"completed_at": "2026-03-01T07:00:00Z"}), {}])
}

test_what_failed_measures_nothing if {
	rule.compliant with input as _jobs([{"status": "FAILED", "duration_seconds": 99999}, {}])
	not rule.compliant with input as _jobs([{"status": "FAILED"}])
}

test_what_nobody_restored_is_unknown if {
	every jobs in [[], [{"status": "FAILED"}], [{"status": "RUNNING"}]] {
		count(rule.unknown) == 1 with input as _jobs(jobs)
		rule.findings == set() with input as _jobs(jobs)
	}
}

test_unknown_proves_nothing if {
	document := documents.linked(documents.table, {"restore_tests": null})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	not rule.compliant with input as _jobs([{"duration_seconds": null}])
	not rule.compliant with input as _jobs([{"duration_seconds": "1"}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_jobs(jobs) := documents.linked(documents.table, {"restore_tests": {
	"plans": [],
	"jobs": [object.union(documents.restore_job, changes) | some changes in jobs],
}})
