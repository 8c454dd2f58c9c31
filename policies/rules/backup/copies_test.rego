package rules.backup.copies_test

import data.rules.backup.copies as rule
import data.testing.documents

test_one_copy_in_both_directions_is_compliant if {
	rule.compliant with input as documents.table
	rule.compliant with input as documents.bucket
	rule.findings == set() with input as documents.bucket
}

test_a_copy_without_jobs_on_record_is_compliant if {
	rule.compliant with input as documents.backed_up(documents.table, {"copy_jobs": []})
}

test_a_completed_job_is_enough_while_its_copy_is_kept if {
	rule.compliant with input as _arrived([], [{"newest_at": "2025-03-31T12:00:00Z"}])
	not rule.compliant with input as _arrived([], [{"newest_at": "2025-03-31T11:59:59Z"}])
	for_ever := _copying([{"delete_after_days": null}])
	rule.compliant with input as documents.backed_up(for_ever, {
		"recovery_points": [],
		"copy_jobs": [object.union(documents.copy_job, {"newest_at": "2020-01-01T00:00:00Z"})],
	})
}

test_a_copy_counts_until_it_expires if {
	point := {"latest_expiry_at": "2026-04-30T12:00:00Z"}
	rule.compliant with input as documents.judged_for(_arrived([point], []), "2026-04-30T11:59:59Z")
	not rule.compliant with input as documents.judged_for(_arrived([point], []), "2026-04-30T12:00:00Z")
}

test_an_arrival_that_lies_ahead_of_the_snapshot_proves_nothing if {
	ahead := {"newest_at": "2026-04-01T12:00:01Z"}
	rule.compliant with input as _arrived([{"newest_at": "2026-04-01T12:00:00Z"}], [])
	every as_of in ["2026-03-31T12:00:00Z", "2026-04-02T00:00:00Z"] {
		not rule.compliant with input as documents.judged_for(_arrived([ahead], []), as_of)
		not rule.compliant with input as documents.judged_for(_arrived([], [ahead]), as_of)
	}
}

test_nothing_configured_fails_and_says_so if {
	document := _copying([])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {
		{
			"message": "no cross-Region copy is configured; tier enterprise requires one",
			"at": "/links/backup/plan_rules",
			"expected": "cross_region",
			"actual": [],
		},
		{
			"message": "no cross-account copy is configured; tier enterprise requires one",
			"at": "/links/backup/plan_rules",
			"expected": "cross_account",
			"actual": [],
		},
	}
}

test_one_direction_is_not_the_other if {
	document := _copying([{"account": documents.account}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.expected | some finding in found} == {"cross_account"}
	rule.compliant with input as documents.promised(document, {"backup_copies": ["cross_region"]})
	beside := documents.promised(_copying([{"region": "eu-central-1"}]), {"backup_copies": ["cross_account"]})
	rule.compliant with input as beside
	not rule.compliant with input as documents.promised(beside, {"backup_copies": ["cross_region"]})
}

test_configured_but_not_arrived_fails_and_says_so if {
	document := documents.promised(_arrived([], []), {"backup_copies": ["cross_account"]})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"a cross-account copy to arn:aws:backup:eu-west-1:444455556666:backup-vault:formkiq-prod-copies ",
			"is configured, but none has arrived; tier enterprise requires one that has arrived",
		]),
		"at": "/links/backup/copy_jobs",
		"expected": "COMPLETED",
		"actual": set(),
	}}
}

test_a_failed_copy_after_the_last_arrival_fails_and_says_so if {
	failed := {"state": "FAILED", "newest_at": "2026-03-31T03:00:01Z", "message": "no access to the key"}
	document := _arrived([{}], [{}, failed])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.actual == {"COMPLETED", "FAILED"}
	contains(
		finding.message,
		"but a copy job ended FAILED at 2026-03-31T03:00:01Z (30 in all; no access to the key), and none has completed since",
	)
}

test_a_failure_counts_until_a_later_copy_arrives_in_the_same_vault if {
	failed := {"state": "FAILED", "newest_at": "2026-03-31T03:00:00Z"}
	not rule.compliant with input as _arrived([{}], [{}, failed])
	rule.compliant with input as _arrived([{}], [{}, object.union(failed, {"newest_at": "2026-03-31T02:59:59Z"})])
	rule.compliant with input as _arrived([{}], [{}, object.union(failed, {"vault_arn": documents.vault_arn})])
}

test_a_copy_that_cannot_be_restored_has_not_arrived if {
	every status in ["PARTIAL", "EXPIRED", "DELETING", "STOPPED", "CREATING"] {
		not rule.compliant with input as _arrived([{"status": status}], [])
	}
}

test_a_copy_job_that_has_not_completed_brought_nothing if {
	every state in ["CREATED", "RUNNING", "FAILED", "PARTIAL"] {
		not rule.compliant with input as _arrived([], [{"state": state}])
	}
}

test_a_copy_in_a_vault_that_no_plan_rule_names_does_not_count if {
	elsewhere := {"vault_arn": "arn:aws:backup:eu-west-1:444455556666:backup-vault:forgotten"}
	not rule.compliant with input as _arrived([elsewhere], [elsewhere])
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.table, {"backup": null})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(documents.table)
	not rule.compliant with input as documents.promised(documents.table, {"backup_copies": []})
}

_copying(copies) := documents.backed_up(documents.table, {"plan_rules": [plan_rule]}) if {
	changed := [object.union(documents.copy, changes) | some changes in copies]
	plan_rule := object.union(documents.plan_rule, {"copies": changed})
}

_arrived(points, jobs) := documents.backed_up(documents.table, {
	"recovery_points": [object.union(documents.copied_point, changes) | some changes in points],
	"copy_jobs": [object.union(documents.copy_job, changes) | some changes in jobs],
})
