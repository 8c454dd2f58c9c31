# METADATA
# title: AWS Backup Audit Manager reports on the Region, and its reports succeed
# description: >-
#   Where backup plans run, a framework must be deployed and able to judge (ACTIVE: AWS Config records what its controls
#   need), and a compliance report on the Region must have succeeded lately and not failed since. Reports on jobs alone
#   say what ran, not whether it was enough.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.region_settings"]
# custom:
#   id: BKP-028
#   severity: low
#   kind: backup.region_settings
#   needs: [/links/audit]
#   requires: [backup_reports_max_age_days]
#   covers: [57]
#   controls:
#     nist_800_53_r5: [CP-9, AU-11]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [CC7.5]
#     dora: [Art. 12(1)]
#     cis_controls_8_1: ["11.1"]
#   remediation: >-
#     Create a framework, turn AWS Config's recording on for what it judges, and let a report plan deliver
#     RESOURCE_COMPLIANCE_REPORT or CONTROL_COMPLIANCE_REPORT to a bucket that AWS Backup may write to.
#     `aws backup create-report-plan --region {region} --report-plan-name <name> --report-setting file://setting.json
#     --report-delivery-channel S3BucketName=<bucket>`
package rules.backup.reports

import data.lib.moments

exempt if {
	is_number(input.requires.backup_reports_max_age_days)
	input.links.audit.plans == 0
}

compliant if {
	input.links.audit.plans > 0
	some framework in input.links.audit.frameworks
	framework.status == "ACTIVE"
	framework.deployment_status == "COMPLETED"
	some report in input.links.audit.reports
	report.template in _of_compliance
	_succeeds(report)
	age := moments.age(report.last_succeeded_at, input.taken_at, input.as_of)
	age <= input.requires.backup_reports_max_age_days * moments.day
}

findings contains {
	"message": sprintf(
		"%v backup plans run in %v, and no framework of AWS Backup Audit Manager judges them",
		[input.links.audit.plans, input.region],
	),
	"at": "/links/audit/frameworks",
	"expected": "a framework",
	"actual": [],
} if {
	input.links.audit.frameworks == []
}

findings contains {
	"message": sprintf(
		"the framework '%v' is %v (deployment %v): it judges only what AWS Config records",
		[framework.name, framework.status, framework.deployment_status],
	),
	"at": sprintf("/links/audit/frameworks/%v/status", [i]),
	"expected": "ACTIVE, and its deployment COMPLETED",
	"actual": framework.status,
} if {
	some i, framework in input.links.audit.frameworks
	not _deployed(framework)
}

findings contains {
	"message": sprintf(
		"no compliance report covers %v: reports on jobs do not say whether they were enough",
		[input.region],
	),
	"at": "/links/audit/reports",
	"expected": "RESOURCE_COMPLIANCE_REPORT or CONTROL_COMPLIANCE_REPORT",
	"actual": [report.template | some report in input.links.audit.reports],
} if {
	templates := {report.template | some report in input.links.audit.reports}
	templates & _of_compliance == set()
}

findings contains {
	"message": sprintf(
		"the report '%v' last succeeded %v, and was last tried %v; tier %v requires one within %v days",
		[
			report.name, _spoken(report.last_succeeded_at), _spoken(report.last_attempted_at),
			input.profile.tier, input.requires.backup_reports_max_age_days,
		],
	),
	"at": sprintf("/links/audit/reports/%v/last_succeeded_at", [i]),
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": report.last_succeeded_at,
} if {
	allowed := input.requires.backup_reports_max_age_days * moments.day
	some i, report in input.links.audit.reports
	report.template in _of_compliance
	as_of := input.as_of
	not _current(report, allowed, as_of)
}

_of_compliance := {"CONTROL_COMPLIANCE_REPORT", "RESOURCE_COMPLIANCE_REPORT"}

_deployed(framework) if {
	framework.status == "ACTIVE"
	framework.deployment_status == "COMPLETED"
}

# Whether the last attempt was the one that succeeded: AWS notes when a report was tried, before it is written.
_succeeds(report) if {
	is_string(report.last_attempted_at)
	moments.seconds_between(report.last_attempted_at, report.last_succeeded_at) >= 0
}

_current(report, allowed, as_of) if {
	_succeeds(report)
	moments.seconds_between(report.last_succeeded_at, as_of) <= allowed
}

_spoken(null) := "never"

_spoken(moment) := sprintf("at %v", [moment]) if is_string(moment)
