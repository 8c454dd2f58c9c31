package rules.backup.reports_test

import data.rules.backup.reports as rule
import data.testing.backup_region_settings as documents
import data.testing.documents as testing

test_a_report_exactly_as_old_as_allowed_is_compliant if {
	document := _reports([{"last_attempted_at": "2026-03-24T12:00:00Z", "last_succeeded_at": "2026-03-24T12:00:00Z"}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_older_fails_and_says_so if {
	document := _reports([{"last_attempted_at": "2026-03-24T11:50:00Z", "last_succeeded_at": "2026-03-24T11:59:59Z"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the report 'compliance' last succeeded at 2026-03-24T11:59:59Z, and was last tried at ",
			"2026-03-24T11:50:00Z; tier enterprise requires one within 7 days",
		]),
		"at": "/links/audit/reports/0/last_succeeded_at",
		"expected": "2026-03-24T12:00:00Z or later",
		"actual": "2026-03-24T11:59:59Z",
	}}
}

test_one_that_failed_since_or_never_succeeded_fails if {
	not rule.compliant with input as _reports([{"last_attempted_at": "2026-03-31T06:30:01Z"}])
	never := _reports([{"last_succeeded_at": null}])
	not rule.compliant with input as never
	some finding in rule.findings with input as never
	startswith(finding.message, "the report 'compliance' last succeeded never, and was last tried at")
}

test_reports_on_jobs_are_not_enough_and_it_says_so if {
	document := _reports([{"template": "BACKUP_JOB_REPORT"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no compliance report covers eu-central-1: reports on jobs do not say whether they were enough",
		"at": "/links/audit/reports",
		"expected": "RESOURCE_COMPLIANCE_REPORT or CONTROL_COMPLIANCE_REPORT",
		"actual": ["BACKUP_JOB_REPORT"],
	}}
}

test_a_framework_must_judge_and_it_says_so if {
	none := testing.linked(documents.settings, {"audit": {"frameworks": []}})
	not rule.compliant with input as none
	some finding in rule.findings with input as none
	finding.message == "2 backup plans run in eu-central-1, and no framework of AWS Backup Audit Manager judges them"
	every part in [{"status": "PARTIALLY_ACTIVE"}, {"deployment_status": "FAILED"}] {
		document := _frameworks([part])
		not rule.compliant with input as document
		count(rule.findings) == 1 with input as document
	}
}

test_a_region_without_plans_is_exempt if {
	document := testing.linked(documents.settings, {"audit": {"plans": 0}})
	rule.exempt with input as document
	not rule.compliant with input as document
	not rule.exempt with input as documents.settings
}

test_what_lies_ahead_of_the_snapshot_proves_nothing if {
	ahead := {"last_attempted_at": "2026-04-01T12:00:01Z", "last_succeeded_at": "2026-04-01T12:00:01Z"}
	not rule.compliant with input as testing.judged_for(_reports([ahead]), "2026-04-03T00:00:00Z")
}

test_unknown_proves_nothing if {
	document := testing.linked(documents.settings, {"audit": null})
	not rule.compliant with input as document
	not rule.exempt with input as document
}

test_nothing_required_proves_nothing if not rule.compliant with input as testing.unpromised(documents.settings)

_reports(reports) := testing.linked(
	documents.settings,
	{"audit": {"reports": [object.union(documents.report, changes) | some changes in reports]}},
)

_frameworks(frameworks) := testing.linked(
	documents.settings,
	{"audit": {"frameworks": [object.union(documents.framework, changes) | some changes in frameworks]}},
)
