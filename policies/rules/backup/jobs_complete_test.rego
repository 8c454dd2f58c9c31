package rules.backup.jobs_complete_test

import data.rules.backup.jobs_complete as rule
import data.testing.documents

test_completed_jobs_are_compliant if {
	rule.compliant with input as documents.table
	rule.findings == set() with input as documents.table
}

test_a_failure_a_second_before_the_last_success_is_made_good if {
	document := _table([{}, {"state": "FAILED", "newest_at": "2026-03-31T02:09:59Z"}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_failure_at_the_same_second_fails_and_says_so if {
	failed := {"state": "FAILED", "count": 2, "newest_at": "2026-03-31T02:10:00Z", "message": "Access denied to the key"}
	document := _table([{}, failed])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"a backup into vault arn:aws:backup:eu-central-1:111122223333:backup-vault:formkiq-prod ended FAILED ",
			"at 2026-03-31T02:10:00Z (2 in all), and none has completed since: Access denied to the key",
		]),
		"at": "/links/backup/jobs/1",
		"expected": "COMPLETED",
		"actual": "FAILED",
	}}
}

test_jobs_that_stopped_fail_and_say_so if {
	rule.compliant with input as _table([{"newest_at": "2026-03-30T00:00:00Z"}])
	document := _table([{"newest_at": "2026-03-29T23:59:59Z"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("; ", [
			"the newest backup job that completed did so 1 day 12 h 1 s ago",
			"tier enterprise allows a loss of 1 day 12 h",
		]),
		"at": "/links/backup/jobs",
		"expected": "completed at 2026-03-30T00:00:00Z or later",
		"actual": "2026-03-29T23:59:59Z",
	}}
}

test_without_an_objective_any_age_will_do if {
	document := _table([{"newest_at": "2026-03-01T00:00:00Z"}])
	bare := object.union(documents.unpromised(document), {"requires": {"backup_plan": true}})
	rule.compliant with input as bare
	rule.findings == set() with input as bare
}

test_a_success_that_lies_ahead_of_the_snapshot_proves_nothing if {
	within := _table([{"newest_at": "2026-04-01T12:00:00Z"}])
	ahead := _table([{"newest_at": "2026-04-01T12:00:01Z"}])
	rule.compliant with input as within
	every as_of in ["2026-03-31T12:00:00Z", "2026-04-01T13:00:00Z"] {
		not rule.compliant with input as documents.judged_for(ahead, as_of)
		without := object.union(documents.unpromised(ahead), {"requires": {"backup_plan": true}})
		not rule.compliant with input as documents.judged_for(without, as_of)
	}
	failed := {"state": "FAILED", "newest_at": "2026-03-31T03:00:00Z"}
	not rule.compliant with input as _table([{}, failed, {"newest_at": "2026-04-01T12:00:01Z"}])
}

test_every_way_not_to_complete_fails if {
	every state in ["FAILED", "ABORTED", "ABORTING", "EXPIRED", "PARTIAL", "SOMETHING_NEW"] {
		not rule.compliant with input as _table([{}, {"state": state, "newest_at": "2026-03-31T03:00:00Z"}])
	}
}

test_a_job_under_way_is_no_failure if {
	every state in ["CREATED", "PENDING", "RUNNING"] {
		rule.compliant with input as _table([{}, {"state": state, "newest_at": "2026-03-31T03:00:00Z"}])
	}
}

test_a_job_under_way_makes_nothing_good if {
	failed := {"state": "FAILED", "newest_at": "2026-03-31T03:00:00Z"}
	not rule.compliant with input as _table([{}, failed, {"state": "RUNNING", "newest_at": "2026-03-31T04:00:00Z"}])
}

test_a_success_in_another_vault_makes_nothing_good if {
	other := "arn:aws:backup:eu-central-1:111122223333:backup-vault:weekly"
	failed := {"state": "EXPIRED", "vault_arn": other, "newest_at": "2026-03-30T03:00:00Z"}
	not rule.compliant with input as _table([{}, failed])
	not rule.compliant with input as _table([{}, object.union(failed, {"vault_arn": null})])
	not rule.compliant with input as _table([{"vault_arn": null}, object.union(failed, {"vault_arn": null})])
}

test_jobs_that_never_completed_fail_and_say_so if {
	every states in [[], ["RUNNING"], ["CREATED", "PENDING"]] {
		document := _table([{"state": state} | some state in states])
		not rule.compliant with input as document
		found := rule.findings with input as document
		found == {{
			"message": "no backup job has ever completed, as far as AWS Backup's records go back",
			"at": "/links/backup/jobs",
			"expected": "a COMPLETED job",
			"actual": states,
		}}
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.table, {"backup": null})
	not rule.compliant with input as _table([{}, {"state": null, "newest_at": "2026-03-31T03:00:00Z"}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.table)

_table(jobs) := documents.backed_up(documents.table, {"jobs": [job |
	some changes in jobs
	job := object.union(documents.job, changes)
]})
