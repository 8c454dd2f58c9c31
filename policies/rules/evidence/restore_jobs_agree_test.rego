package rules.evidence.restore_jobs_agree_test

import data.rules.evidence.restore_jobs_agree as rule
import data.testing.documents
import data.testing.evidence_record

test_a_completed_job_is_compliant if {
	rule.compliant with input as evidence_record.document
	rule.findings == set() with input as evidence_record.document
	rule.unknown == set() with input as evidence_record.document
}

test_a_failed_job_fails_and_says_so if {
	document := _job({"outcome": "failed"})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": "6D3F-0001: AWS Backup says that this restore job failed",
		"at": "/links/claims/restore_jobs/0/outcome",
		"expected": "completed",
		"actual": "failed",
	}}
}

test_a_job_that_aws_does_not_know_fails_and_says_so if {
	document := _job({"outcome": "unheard_of", "duration_seconds": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "6D3F-0001: AWS Backup knows no such restore job in what was scanned"
}

test_a_job_that_is_too_old_to_be_known_is_compliant if {
	rule.compliant with input as _job({"outcome": "forgotten", "duration_seconds": null})
}

test_a_recovery_faster_than_its_job_fails_and_says_so if {
	rule.compliant with input as evidence_record.configured({"measured_rto_seconds": 2641})
	document := evidence_record.configured({"measured_rto_seconds": 2640})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "6D3F-0001 alone took 45 min; the record says 44 min for the whole recovery",
		"at": "/config/measured_rto_seconds",
		"expected": "at least 2700",
		"actual": 2640,
	}}
}

test_what_nobody_measured_cannot_be_contradicted if {
	rule.compliant with input as evidence_record.configured({"measured_rto_seconds": null})
}

test_a_job_that_has_not_ended_is_unknown if {
	document := _job({"outcome": "unfinished", "duration_seconds": null})
	not rule.compliant with input as document
	rule.unknown == {"restore job 6D3F-0001 has not ended"} with input as document
	rule.findings == set() with input as document
}

test_a_duration_that_aws_does_not_say_is_unknown if {
	document := _job({"duration_seconds": null})
	not rule.compliant with input as document
	rule.unknown == {"AWS does not say how long restore job 6D3F-0001 took"} with input as document
}

test_a_failure_is_certain_whatever_else_is_not_known if {
	jobs := [
		object.union(evidence_record.job, {"outcome": "failed"}),
		object.union(evidence_record.job, {"outcome": "unfinished"}),
	]
	document := evidence_record.claimed({"restore_jobs": jobs})
	rule.unknown == set() with input as document
	count(rule.findings) == 1 with input as document
}

test_a_record_without_a_result_fails_and_says_so if {
	document := evidence_record.configured({"result": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "it names restore jobs and says no result"
}

test_a_test_that_did_not_pass_is_exempt if {
	document := evidence_record.configured({"result": "failed"})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_no_jobs_are_exempt if {
	document := evidence_record.configured({"restore_jobs": []})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(evidence_record.document, {"claims": null})
}

_job(changes) := evidence_record.claimed({"restore_jobs": [object.union(evidence_record.job, changes)]})

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(evidence_record.document)
}
