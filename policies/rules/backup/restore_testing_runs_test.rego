package rules.backup.restore_testing_runs_test

import data.rules.backup.restore_testing_runs as rule
import data.testing.backup_restore_testing_plan as documents
import data.testing.documents as testing

test_a_run_exactly_as_long_ago_as_the_schedule_allows_is_compliant if {
	document := _ran("2026-02-27T12:00:00Z")
	rule.compliant with input as document
	rule.findings == set() with input as document
	rule.unknown == set() with input as document
}

test_a_second_longer_ago_fails_and_says_so if {
	document := _ran("2026-02-27T11:59:59Z")
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": "it last ran 32 days 1 s ago, and should at least every 32 days",
		"at": "/config/last_execution_at",
		"expected": "2026-02-27T12:00:00Z or later",
		"actual": "2026-02-27T11:59:59Z",
	}}
}

test_never_fails_and_says_so_once_it_was_due if {
	document := _ran(null)
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": "it never ran, though its schedule came round within 32 days",
		"at": "/config/last_execution_at",
		"expected": "2026-02-27T12:00:00Z or later",
		"actual": null,
	}}
	young := testing.configured(_ran(null), {"created_at": "2026-02-27T12:00:00Z"})
	count(rule.unknown) == 1 with input as young
}

test_no_selection_fails_and_says_so if {
	document := testing.linked(documents.plan, {"testing": {"selections": []}})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the restore testing plan has no selection, so it restores nothing",
		"at": "/links/testing/selections",
		"expected": "at least one selection",
		"actual": [],
	}}
}

test_a_schedule_that_cannot_be_evaluated_is_unknown if {
	document := testing.linked(documents.plan, {"testing": {"interval_seconds": null}})
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
}

test_what_lies_ahead_of_the_snapshot_proves_nothing if {
	not rule.compliant with input as testing.judged_for(_ran("2026-04-01T12:00:01Z"), "2026-04-03T00:00:00Z")
}

test_unknown_proves_nothing if {
	not rule.compliant with input as testing.linked(documents.plan, {"testing": null})
	not rule.compliant with input as testing.configured(documents.plan, {"start_window_hours": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as testing.unpromised(documents.plan)

_ran(moment) := testing.configured(documents.plan, {"last_execution_at": moment})
