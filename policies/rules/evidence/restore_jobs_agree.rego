# METADATA
# title: No restore job contradicts the evidence
# description: >-
#   A restore test that passed names the restore jobs of AWS Backup that were part of it. AWS says that one of
#   them failed (or that what it restored failed its validation), does not know it, or took longer than the time
#   that the record gives for the whole recovery, in whole minutes. Jobs that are older than AWS Backup remembers
#   cannot be asked. A record without jobs, and one of a test that did not pass, claims nothing of the kind.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["evidence.record"]
# custom:
#   id: EVD-004
#   severity: high
#   kind: evidence.record
#   needs: [/config/measured_rto_seconds, /config/restore_jobs, /config/result, /links/claims]
#   requires: [evidence_sound]
#   covers: [90]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-9(1)"]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [A1.3]
#     aws_backup_audit_manager: [RESTORE_TIME_FOR_RESOURCES_MEET_TARGET]
#   remediation: >-
#     Compare the record with what AWS Backup has: `aws backup describe-restore-job --restore-job-id …`. Correct
#     the record, or repeat the test.
package rules.evidence.restore_jobs_agree

import data.lib.moments

exempt if count(input.config.restore_jobs) == 0

exempt if input.config.result in {"failed", "partial"}

compliant if {
	input.requires.evidence_sound == true
	input.config.result == "passed"
	count(input.config.restore_jobs) > 0
	every id in input.config.restore_jobs {
		some job in input.links.claims.restore_jobs
		job.id == id
		_agrees(job, input.config.measured_rto_seconds)
	}
}

unknown contains sprintf("restore job %v has not ended", [job.id]) if {
	count(_contradictions) == 0
	some job in input.links.claims.restore_jobs
	job.outcome == "unfinished"
}

unknown contains sprintf("AWS does not say how long restore job %v took", [job.id]) if {
	count(_contradictions) == 0
	is_number(input.config.measured_rto_seconds)
	some job in input.links.claims.restore_jobs
	job.outcome == "completed"
	is_null(job.duration_seconds)
}

findings contains _contradictions[_]

findings contains {
	"message": "it names restore jobs and says no result",
	"at": "/config/result",
	"expected": "passed",
	"actual": null,
} if {
	is_null(input.config.result)
}

_agrees(job, _) if job.outcome == "forgotten"

_agrees(job, null) if job.outcome == "completed"

# People measure in minutes.
_agrees(job, measured) if {
	job.outcome == "completed"
	is_number(measured)
	is_number(job.duration_seconds)
	floor(job.duration_seconds / 60) <= ceil(measured / 60)
}

_longer(took, measured) if floor(took / 60) > ceil(measured / 60)

_contradictions contains {
	"message": sprintf("%v: %v", [job.id, _told[job.outcome]]),
	"at": sprintf("/links/claims/restore_jobs/%v/outcome", [i]),
	"expected": "completed",
	"actual": job.outcome,
} if {
	some i, job in input.links.claims.restore_jobs
	job.outcome in {"failed", "unheard_of"}
}

_contradictions contains {
	"message": sprintf(
		"%v alone took %v; the record says %v for the whole recovery",
		[job.id, moments.spoken(job.duration_seconds), moments.spoken(measured)],
	),
	"at": "/config/measured_rto_seconds",
	"expected": sprintf("at least %v", [job.duration_seconds]),
	"actual": measured,
} if {
	measured := input.config.measured_rto_seconds
	is_number(measured)
	some job in input.links.claims.restore_jobs
	job.outcome == "completed"
	is_number(job.duration_seconds)
	_longer(job.duration_seconds, measured)
}

_told := {
	"failed": "AWS Backup says that this restore job failed",
	"unheard_of": "AWS Backup knows no such restore job in what was scanned",
}
