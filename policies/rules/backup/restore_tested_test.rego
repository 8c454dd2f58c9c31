package rules.backup.restore_tested_test

import data.rules.backup.restore_tested as rule
import data.testing.documents

test_a_validated_restore_exactly_as_long_ago_as_allowed_is_compliant if {
	document := _jobs([{"completed_at": "2025-12-29T12:00:00Z"}])
	rule.compliant with input as document
	rule.findings == set() with input as document
	rule.unknown == set() with input as document
}

test_a_second_longer_ago_fails_and_says_so if {
	document := _jobs([{"completed_at": "2025-12-29T11:59:59Z"}])
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"no restore of it was validated within the last 92 days; tier enterprise requires one; ",
			"the restore testing plan 'quarterly' chooses it",
		]),
		"at": "/links/restore_tests/jobs",
		"expected": "validated at 2025-12-29T12:00:00Z or later",
		"actual": ["2025-12-29T11:59:59Z"],
	}}
}

test_a_later_failure_fails_and_says_so if {
	failed := {"status": "FAILED", "validation": null, "created_at": "2026-03-20T00:00:00Z", "status_message": "No role"}
	document := _jobs([failed, {}])
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	{
		"message": "a restore begun at 2026-03-20T00:00:00Z ended FAILED: No role",
		"at": "/links/restore_tests/jobs/0/status",
		"expected": "COMPLETED, validated as SUCCESSFUL, and no later failure",
		"actual": "FAILED",
	} in found
}

test_a_failure_before_it_is_over if {
	rule.compliant with input as _jobs([{}, {"status": "FAILED", "created_at": "2026-03-01T05:59:59Z"}])
	not rule.compliant with input as _jobs([{}, {"status": "FAILED", "created_at": "2026-03-01T06:00:00Z"}])
}

test_a_validation_that_found_fault_fails_and_says_so if {
	document := _jobs([{"validation": "FAILED"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	count(found) == 2
	some finding in found
	finding.message == concat(" ", [
		"a restore begun at 2026-03-01T06:00:00Z completed, and its validation found it wrong:",
		"AWS gives no reason",
	])
}

test_one_that_nobody_validated_is_unknown if {
	document := _jobs([{"validation": null}])
	not rule.compliant with input as document
	why := rule.unknown with input as document
	why == {concat(" ", [
		"a restore completed at 2026-03-01T07:00:00Z, but nobody told AWS Backup",
		"whether what came back was right",
	])}
	old := _jobs([{"validation": null, "completed_at": "2025-12-29T11:59:59Z"}])
	rule.unknown == set() with input as old
}

test_none_fails_and_says_which_plan_there_is if {
	none := documents.linked(documents.table, {"restore_tests": {"jobs": [], "plans": []}})
	not rule.compliant with input as none
	some finding in rule.findings with input as none
	endswith(finding.message, "tier enterprise requires one, and no restore testing plan chooses it")
	astray := object.union(documents.restore_testing, {"reaches_recovery_points": false})
	blind := documents.linked(documents.table, {"restore_tests": {"jobs": [], "plans": [astray]}})
	some other in rule.findings with input as blind
	endswith(other.message, "the restore testing plan 'quarterly' chooses it, but looks into none of its vaults")
}

test_what_lies_ahead_of_the_snapshot_proves_nothing if {
	ahead := _jobs([{"completed_at": "2026-04-01T12:00:01Z"}])
	not rule.compliant with input as documents.judged_for(ahead, "2026-04-02T00:00:00Z")
}

test_unknown_proves_nothing if {
	document := documents.linked(documents.table, {"restore_tests": null})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_jobs(jobs) := documents.linked(documents.table, {"restore_tests": {
	"plans": [documents.restore_testing],
	"jobs": [object.union(documents.restore_job, changes) | some changes in jobs],
}})
