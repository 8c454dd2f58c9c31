# METADATA
# title: A restore through AWS Backup takes no longer than the tier allows
# description: >-
#   AWS promises no restore time, and it grows with the data, so it has to be measured: from the creation of the newest
#   restore job that completed to its end, waiting included. What nobody has restored has not been measured.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-015
#   severity: medium
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/restore_tests]
#   requires: [restore_seconds]
#   covers: [90]
#   controls:
#     aws_config: [DYNAMODB_MEETS_RESTORE_TIME_TARGET, S3_MEETS_RESTORE_TIME_TARGET]
#     aws_backup_audit_manager: [RESTORE_TIME_FOR_RESOURCES_MEET_TARGET]
#     nist_800_53_r5: [CP-10, "CP-10(4)", "CP-6(2)"]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.3]
#     dora: [Art. 12(6)]
#     aws_well_architected: [REL09-BP04, REL13-BP01]
#   remediation: >-
#     Restore from warm instead of cold storage, split what is restored, or promise less; then measure again.
#     `aws backup list-restore-jobs --region {region} --by-status COMPLETED`
package rules.backup.restore_time

import data.lib.moments

compliant if {
	jobs := input.links.restore_tests.jobs
	some job in jobs
	job.status == "COMPLETED"
	_quick(job, input.requires.restore_seconds)
	moments.had_come(job.completed_at, input.taken_at)
	every other in jobs {
		_superseded(other, job, input.requires.restore_seconds)
	}
}

unknown contains "nothing was restored from its recovery points, as far as AWS Backup's records go back" if {
	jobs := input.links.restore_tests.jobs
	is_array(jobs)
	every job in jobs {
		job.status != "COMPLETED"
	}
}

findings contains {
	"message": sprintf(
		"the newest restore took %v; tier %v allows %v",
		[moments.spoken(job.duration_seconds), input.profile.tier, moments.spoken(input.requires.restore_seconds)],
	),
	"at": sprintf("/links/restore_tests/jobs/%v/duration_seconds", [i]),
	"expected": input.requires.restore_seconds,
	"actual": job.duration_seconds,
} if {
	newest := max([job.completed_at | some job in input.links.restore_tests.jobs; job.status == "COMPLETED"])
	some i, job in input.links.restore_tests.jobs
	job.status == "COMPLETED"
	job.completed_at == newest
	is_number(job.duration_seconds)
	job.duration_seconds > input.requires.restore_seconds
}

_quick(job, allowed) if {
	is_number(job.duration_seconds)
	job.duration_seconds <= allowed
}

# Whether a job says nothing against a quick one: it brought nothing, was quick too, or ended before.
_superseded(job, _, _) if job.status in {"ABORTED", "FAILED", "PENDING", "RUNNING"}

_superseded(job, _, allowed) if _quick(job, allowed)

_superseded(job, quick, _) if moments.seconds_between(job.completed_at, quick.completed_at) > 0
