package rules.backup.schedule_meets_rpo_test

import data.rules.backup.schedule_meets_rpo as rule
import data.testing.documents

test_interval_and_windows_exactly_within_the_objective_are_compliant if {
	rule.compliant with input as documents.table
	rule.findings == set() with input as documents.table
}

test_a_minute_more_fails_and_says_so if {
	document := _table([_daily(60, 661)])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"rule 'nightly' of plan 'formkiq-prod' may lose 1 day 12 h 1 min ",
			"(every 1 day, up to 1 h to start, up to 11 h 1 min to complete); tier enterprise allows 1 day 12 h",
			"; the schedule alone would do: shorten the windows (AWS's defaults are 8 h to start and 7 days to complete)",
		]),
		"at": "/links/backup/plan_rules/0/completion_window_minutes",
		"expected": 129600,
		"actual": 129660,
	}}
}

test_the_default_windows_spoil_a_daily_plan if {
	document := _table([_daily(480, 10080)])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.actual == 720000
	contains(finding.message, "may lose 8 days 8 h (every 1 day, up to 8 h to start, up to 7 days to complete)")
}

test_a_weekly_schedule_is_itself_to_blame if {
	document := _table([object.union(_daily(60, 120), {"interval_seconds": 604800})])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/backup/plan_rules/0/interval_seconds"
	endswith(finding.message, "tier enterprise allows 1 day 12 h")
}

test_an_interval_that_takes_all_there_is_leaves_the_windows_to_blame if {
	document := _table([object.union(_daily(60, 60), {"interval_seconds": 129600})])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/backup/plan_rules/0/completion_window_minutes"
	contains(finding.message, "the schedule alone would do")
}

test_a_long_start_window_is_named if {
	document := _table([_daily(1440, 60)])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/backup/plan_rules/0/start_window_minutes"
}

test_the_best_rule_counts if {
	rule.compliant with input as _table([object.union(_daily(60, 120), {"interval_seconds": 604800}), _daily(60, 120)])
}

test_a_schedule_that_cannot_be_evaluated_proves_nothing_and_says_so if {
	document := _table([{"interval_seconds": null}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the schedule of rule 'nightly' of plan 'formkiq-prod' could not be evaluated, so it proves nothing",
		"at": "/links/backup/plan_rules/0/interval_seconds",
		"expected": 129600,
		"actual": null,
	}}
}

test_a_rule_whose_jobs_all_fail_does_not_count if {
	document := _table([{"delete_after_days": 35}])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.expected == {"least": 90, "most": null}
	finding.actual == 35
}

test_no_plan_fails_and_says_so if {
	document := _table([])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "no backup plan selects it; tier enterprise allows a loss of 1 day 12 h"
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.table, {"backup": null})
	not rule.compliant with input as _table([{"interval_seconds": "3600"}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.table)

_daily(start, complete) := {
	"interval_seconds": 86400,
	"start_window_minutes": start,
	"completion_window_minutes": complete,
}

_table(rules) := documents.backed_up(documents.table, {"plan_rules": [plan_rule |
	some changes in rules
	plan_rule := object.union(documents.plan_rule, changes)
]})
