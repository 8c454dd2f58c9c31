# METADATA
# title: AWS Backup restored it, and what came back was validated
# description: >-
#   A backup that nobody restored is a hope. Within the tier's cadence a restore job must have completed whose result
#   was validated as good (PutRestoreValidationResult, as restore testing plans ask for), and no later one may have
#   failed. A restore that nobody validated shows that something came back, not what.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-014
#   severity: medium
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/restore_tests]
#   requires: [backup_plan, restore_test_days]
#   covers: [90, 227]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-9(1)", CP-10]
#     iso_27001_2022: [A.5.30, A.8.13]
#     soc_2: [A1.3]
#     cis_controls_8_1: ["11.5"]
#     dora: [Art. 11, Art. 12(2)]
#     gdpr: [32(1)(d)]
#     aws_well_architected: [REL09-BP04, REL13-BP03]
#   remediation: >-
#     Let a restore testing plan restore it, and tell AWS Backup whether what came back is right.
#     `aws backup create-restore-testing-selection --region {region} --restore-testing-plan-name <plan>
#     --restore-testing-selection file://selection.json`
package rules.backup.restore_tested

import data.lib.moments

compliant if {
	input.requires.backup_plan == true
	jobs := input.links.restore_tests.jobs
	some good in jobs
	good.status == "COMPLETED"
	good.validation == "SUCCESSFUL"
	age := moments.age(good.completed_at, input.taken_at, input.as_of)
	age <= input.requires.restore_test_days * moments.day
	every job in jobs {
		_harmless(job, good)
	}
}

unknown contains sprintf(
	"a restore completed at %v, but nobody told AWS Backup whether what came back was right",
	[job.completed_at],
) if {
	input.requires.backup_plan == true
	jobs := input.links.restore_tests.jobs
	some job in jobs
	job.status == "COMPLETED"
	is_null(job.validation)
	age := moments.age(job.completed_at, input.taken_at, input.as_of)
	age <= input.requires.restore_test_days * moments.day
	every other in jobs {
		_harmless(other, job)
	}
}

findings contains {
	"message": sprintf("a restore begun at %v %v: %v", [job.created_at, _bad(job), _reason(job.status_message)]),
	"at": sprintf("/links/restore_tests/jobs/%v/status", [i]),
	"expected": "COMPLETED, validated as SUCCESSFUL, and no later failure",
	"actual": job.status,
} if {
	some i, job in input.links.restore_tests.jobs
	is_string(_bad(job))
}

findings contains {
	"message": sprintf(
		"no restore of it was validated within the last %v days; tier %v requires one%v",
		[input.requires.restore_test_days, input.profile.tier, _planned(input.links.restore_tests.plans)],
	),
	"at": "/links/restore_tests/jobs",
	"expected": sprintf("validated at %v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": [job.completed_at | some job in input.links.restore_tests.jobs; job.validation == "SUCCESSFUL"],
} if {
	allowed := input.requires.restore_test_days * moments.day
	recent := [job |
		some job in input.links.restore_tests.jobs
		job.validation == "SUCCESSFUL"
		moments.seconds_between(job.completed_at, input.as_of) <= allowed
	]
	recent == []
}

# Whether a job does not spoil what another has shown: it is under way, went well too, or was begun before.
_harmless(job, _) if {
	job.status in {"COMPLETED", "PENDING", "RUNNING"}
	job.validation in {"SUCCESSFUL", "VALIDATING", null}
}

_harmless(job, good) if moments.seconds_between(job.created_at, good.created_at) > 0

_bad(job) := sprintf("ended %v", [job.status]) if job.status in {"ABORTED", "FAILED"}

else := sprintf("completed, and its validation %v", [_validated[job.validation]])

_validated := {"FAILED": "found it wrong", "TIMED_OUT": "took too long"}

_reason(null) := "AWS gives no reason"

_reason(message) := message if is_string(message)

_planned([]) := ", and no restore testing plan chooses it"

_planned(plans) := sprintf(
	"; the restore testing plan '%v' chooses it, but looks into none of its vaults",
	[plans[0].name],
) if {
	reaching := [plan | some plan in plans; plan.reaches_recovery_points == true]
	reaching == []
} else := sprintf("; the restore testing plan '%v' chooses it", [plans[0].name])
