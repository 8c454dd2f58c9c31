package rules.dynamodb.pitr_reach_test

import data.rules.dynamodb.pitr_reach as rule
import data.testing.documents

test_exactly_the_required_days_are_compliant if {
	document := _table({"earliest_restorable_at": "2026-02-24T12:00:00Z"})
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_one_day_short_fails_and_says_so if {
	document := _table({"earliest_restorable_at": "2026-02-25T12:00:00Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"restores reach back 34 days today; tier enterprise requires 35 days ",
			"(turning it off and on, or restoring, begins anew; full on 2026-04-01T12:00:00Z if it stays on)",
		]),
		"at": "/config/pitr/earliest_restorable_at",
		"expected": "2026-02-24T12:00:00Z or earlier",
		"actual": "2026-02-25T12:00:00Z",
	}}
}

test_minutes_of_scanning_do_not_fail_a_full_window if {
	rule.compliant with input as _table({"earliest_restorable_at": "2026-02-24T12:20:00Z"})
}

test_hours_of_scanning_do_not_fail_a_full_window if {
	rule.compliant with input as _table({
		"earliest_restorable_at": "2026-02-24T15:00:00Z",
		"latest_restorable_at": "2026-03-31T14:55:00Z",
	})
}

test_an_hour_short_fails if {
	not rule.compliant with input as _table({"earliest_restorable_at": "2026-02-24T13:00:00Z"})
}

test_a_short_window_never_reaches_further_and_says_so if {
	document := _table({"earliest_restorable_at": "2026-03-24T12:00:00Z", "window_days": 7})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.actual == "2026-03-24T12:00:00Z"
	contains(finding.message, "restores reach back 7 days today; tier enterprise requires 35 days")
	contains(finding.message, "the configured 7 days are the most it can ever be")
}

test_a_judgement_for_later_does_not_stretch_a_short_window if {
	document := _table({"earliest_restorable_at": "2026-03-24T12:00:00Z", "window_days": 7})
	not rule.compliant with input as documents.judged_for(document, "2026-09-30T12:00:00Z")
}

test_a_judgement_for_later_credits_no_day_that_nobody_read if {
	document := _table({"earliest_restorable_at": "2026-03-25T12:00:00Z"})
	not rule.compliant with input as documents.judged_for(document, "2026-05-30T12:00:00Z")
}

test_a_latest_moment_that_lies_ahead_proves_nothing if {
	every as_of in ["2026-03-31T12:00:00Z", "2030-01-01T12:00:00Z"] {
		document := _table({"latest_restorable_at": "2030-01-01T00:00:00Z"})
		not rule.compliant with input as documents.judged_for(document, as_of)
	}
}

test_a_young_table_recorded_from_the_start_is_compliant if rule.compliant with input as _young

test_a_young_table_switched_on_after_a_day_fails if {
	within := documents.configured(_young, {"pitr": {"earliest_restorable_at": "2026-03-21T12:00:00Z"}})
	rule.compliant with input as within
	after := documents.configured(_young, {"pitr": {"earliest_restorable_at": "2026-03-21T12:00:01Z"}})
	not rule.compliant with input as after
}

test_a_young_table_is_young_while_its_window_covers_its_life if {
	rule.compliant with input as documents.configured(_young, {"pitr": {"window_days": 11}})
	not rule.compliant with input as documents.configured(_young, {"pitr": {"window_days": 10}})
}

test_a_young_table_that_was_restored_fails_and_says_so if {
	document := documents.configured(_young, {"restore": {
		"source_table_arn": "arn:aws:dynamodb:eu-central-1:111122223333:table/formkiq-core-prod-documents",
		"source_backup_arn": null,
		"restored_to": "2026-03-19T23:59:00Z",
		"in_progress": false,
	}})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/pitr/earliest_restorable_at"
	contains(finding.message, "restores reach back 11 days today")
}

test_an_unknown_birth_proves_nothing if {
	not rule.compliant with input as documents.configured(_young, {"created_at": null})
}

test_off_fails_and_says_so if {
	document := _table({"enabled": false, "earliest_restorable_at": null, "latest_restorable_at": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/pitr/enabled"
	finding.actual == false
}

test_what_was_recorded_before_it_was_switched_off_is_gone if {
	not rule.compliant with input as _table({"enabled": false})
	not rule.compliant with input as documents.configured(_young, {"pitr": {"enabled": false}})
}

test_an_unsaid_moment_fails_and_says_so if {
	document := _table({"earliest_restorable_at": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "AWS does not say how far back restores reach, so nothing is proven",
		"at": "/config/pitr",
		"expected": {"earliest_restorable_at": "a moment", "latest_restorable_at": "a moment", "window_days": "a number"},
		"actual": object.filter(
			document.config.pitr,
			["earliest_restorable_at", "latest_restorable_at", "window_days"],
		),
	}}
}

test_an_unsaid_window_proves_nothing if not rule.compliant with input as _table({"window_days": null})

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.table, {"pitr": null})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(documents.table)
	not rule.compliant with input as documents.unpromised(_young)
}

_table(pitr) := documents.configured(documents.table, {"pitr": pitr})

_young := documents.configured(documents.table, {
	"created_at": "2026-03-20T12:00:00Z",
	"pitr": {"earliest_restorable_at": "2026-03-20T12:05:00Z"},
})
