# METADATA
# title: Backup jobs complete
# description: >-
#   In every vault the newest job that did not complete must be older than the newest one that did: a failure that a
#   later job made good is over. FAILED, ABORTED, EXPIRED (never started within its window) and PARTIAL all leave no
#   recovery point to rely on. Jobs that simply stopped leave none either, so where the tier sets a recovery point
#   objective the newest completed job must lie within it.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-005
#   severity: high
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/jobs]
#   requires: [backup_plan]
#   covers: [51]
#   controls:
#     aws_backup_audit_manager: [BACKUP_LAST_RECOVERY_POINT_CREATED]
#     nist_800_53_r5: [CP-9, "CP-9(1)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2, CC7.5]
#     cis_controls_8_1: ["11.2"]
#     nist_csf_2: [PR.DS-11]
#   remediation: >-
#     Read the job's message, mend what it names (most often the role's permissions, the key, or the vault's limits),
#     and run the job again. `aws backup list-backup-jobs --region {region} --by-state FAILED`
package rules.backup.jobs_complete

import data.lib.backups
import data.lib.moments

compliant if {
	input.requires.backup_plan == true
	some done in input.links.backup.jobs
	done.state == "COMPLETED"
	age := moments.age(done.newest_at, input.taken_at, input.as_of)
	_recent(age, object.get(input.requires, "backup_rpo_seconds", null))
	jobs := input.links.backup.jobs
	every job in backups.failed(jobs) {
		_made_good(job, jobs, input.taken_at)
	}
}

findings contains {
	"message": sprintf(
		"a backup into vault %v ended %v at %v (%v in all), and none has completed since: %v",
		[job.vault_arn, job.state, job.newest_at, job.count, _reason(job.message)],
	),
	"at": sprintf("/links/backup/jobs/%v", [i]),
	"expected": "COMPLETED",
	"actual": job.state,
} if {
	jobs := input.links.backup.jobs
	failed := backups.failed(jobs)
	taken_at := input.taken_at
	some i, job in jobs
	job in failed
	not _made_good(job, jobs, taken_at)
}

findings contains {
	"message": sprintf(
		"the newest backup job that completed did so %v ago; tier %v allows a loss of %v",
		[moments.spoken(age), input.profile.tier, moments.spoken(allowed)],
	),
	"at": "/links/backup/jobs",
	"expected": sprintf("completed at %v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": newest,
} if {
	allowed := input.requires.backup_rpo_seconds
	newest := max([job.newest_at | some job in input.links.backup.jobs; job.state == "COMPLETED"])
	age := moments.seconds_between(newest, input.as_of)
	age > allowed
}

findings contains {
	"message": "no backup job has ever completed, as far as AWS Backup's records go back",
	"at": "/links/backup/jobs",
	"expected": "a COMPLETED job",
	"actual": [job.state | some job in input.links.backup.jobs],
} if {
	count([job | some job in input.links.backup.jobs; job.state == "COMPLETED"]) == 0
}

# Where the tier sets an objective, the newest job that completed must meet it: that is the loss observed.
_recent(_, null) := true

_recent(age, seconds) if age <= seconds

_made_good(job, jobs, taken_at) if {
	job.vault_arn != null
	some done in jobs
	done.state == "COMPLETED"
	done.vault_arn == job.vault_arn
	moments.had_come(done.newest_at, taken_at)
	moments.seconds_between(job.newest_at, done.newest_at) > 0
}

_reason(null) := "AWS gives no reason"

_reason(message) := message if is_string(message)
