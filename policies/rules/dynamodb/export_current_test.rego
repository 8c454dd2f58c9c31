package rules.dynamodb.export_current_test

import data.rules.dynamodb.export_current as rule
import data.testing.documents
import data.testing.dynamodb_table as tables

test_exactly_the_allowed_age_is_compliant if {
	document := _table([_export({"export_time": "2026-02-28T12:00:00Z"})])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_too_old_fails_and_says_so if {
	document := _table([_export({"export_time": "2026-02-28T11:59:59Z"})])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the newest full export holds the table of 31 days 1 s ago; tier enterprise requires at most 31 days",
		"at": "/links/exports",
		"expected": "of 2026-02-28T12:00:00Z or later",
		"actual": "2026-02-28T11:59:59Z",
	}}
}

test_none_fails_and_says_so if {
	not rule.compliant with input as _table([])
	found := rule.findings with input as _table([])
	found == {{
		"message": "no full export completed in the last 90 days; tier enterprise requires one every 31 days",
		"at": "/links/exports",
		"expected": "a full export that completed",
		"actual": null,
	}}
}

test_failures_are_no_exports_and_are_counted if {
	document := _table([_export({"status": "FAILED", "count": 4})])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	contains(finding.message, "no full export completed in the last 90 days (4 failed);")
}

test_what_only_adds_to_another_or_is_under_way_does_not_count if {
	every part in [{"type": "INCREMENTAL_EXPORT"}, {"type": null}, {"status": "IN_PROGRESS"}, {"export_time": null}] {
		not rule.compliant with input as _table([_export(part)])
	}
}

test_the_newest_counts if {
	rule.compliant with input as _table([_export({"export_time": "2026-01-01T00:00:00Z"}), _export({})])
}

test_what_lay_ahead_of_the_snapshot_proves_nothing if {
	every as_of in ["2026-03-31T12:00:00Z", "2026-04-02T00:00:00Z"] {
		document := _table([_export({"export_time": "2026-04-01T12:00:01Z"})])
		not rule.compliant with input as documents.judged_for(document, as_of)
	}
}

test_unknown_proves_nothing if {
	document := documents.linked(tables.table, {"exports": null})
	not rule.compliant with input as document
	rule.findings == set() with input as document
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(tables.table)

_table(exports) := documents.linked(tables.table, {"exports": exports})

_export(part) := object.union(tables.export, part)
