package rules.dynamodb.backup_before_update_test

import data.rules.dynamodb.backup_before_update as rule
import data.testing.documents
import data.testing.dynamodb_table as tables

test_a_backup_of_exactly_a_day_before_is_compliant if {
	document := _without_pitr(_backed_up("2026-03-09T08:00:00Z"))
	rule.compliant with input as document
	not rule.exempt with input as document
}

test_a_second_earlier_fails_and_says_so if {
	document := _without_pitr(_backed_up("2026-03-09T07:59:59Z"))
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"stack formkiq was updated on 2026-03-10T08:00:00Z: the newest full backup from before is of ",
			"2026-03-09T07:59:59Z, and point-in-time recovery does not reach back to it",
		]),
		"at": "/links/before_update",
		"expected": "made at 2026-03-09T08:00:00Z or later, before the update",
		"actual": ["2026-03-09T07:59:59Z"],
	}}
}

test_a_backup_made_by_the_update_or_after_it_is_none if {
	every moment in ["2026-03-10T08:00:00Z", "2026-03-10T08:00:01Z"] {
		not rule.compliant with input as _without_pitr(_backed_up(moment))
	}
}

test_none_fails_and_says_so if {
	document := _without_pitr(documents.linked(tables.updated, {"before_update": []}))
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	contains(finding.message, ": there is no full backup from before, and point-in-time recovery")
	finding.actual == []
}

test_recovery_to_the_moment_of_the_update_counts if {
	none := documents.linked(tables.updated, {"before_update": []})
	rule.compliant with input as none
	rule.compliant with input as _pitr(none, {"earliest_restorable_at": "2026-03-10T08:00:00Z"})
	not rule.compliant with input as _pitr(none, {"earliest_restorable_at": "2026-03-10T08:00:01Z"})
	not rule.compliant with input as _pitr(none, {"latest_restorable_at": "2026-03-10T07:59:59Z"})
	not rule.compliant with input as _pitr(none, {"latest_restorable_at": "2026-04-01T12:00:01Z"})
	not rule.compliant with input as _pitr(none, {"enabled": false})
}

test_a_table_without_stack_or_update_is_exempt if {
	rule.exempt with input as tables.table
	rule.exempt with input as _stack({"updated_at": null})
}

test_an_update_longer_ago_than_the_tier_looks_back_is_exempt if {
	rule.exempt with input as _stack({"updated_at": "2026-02-24T11:59:59Z"})
	not rule.exempt with input as _stack({"updated_at": "2026-02-24T12:00:00Z"})
	later := documents.judged_for(_without_pitr(_backed_up("2026-03-01T08:00:00Z")), "2026-09-01T00:00:00Z")
	not rule.exempt with input as later
}

test_a_table_that_the_update_made_is_exempt if {
	rule.exempt with input as documents.configured(tables.updated, {"created_at": "2026-03-10T08:00:00Z"})
	not rule.exempt with input as documents.configured(tables.updated, {"created_at": "2026-03-10T07:59:59Z"})
}

test_unknown_proves_nothing if {
	document := documents.linked(_without_pitr(tables.updated), {"before_update": null})
	not rule.compliant with input as document
	rule.findings == set() with input as document
	not rule.compliant with input as documents.configured(tables.updated, {"created_at": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(tables.updated)

_backed_up(moment) := documents.linked(tables.updated, {"before_update": [{
	"kind": "backup.recovery_point",
	"made_at": moment,
}]})

_without_pitr(document) := _pitr(document, {"enabled": false})

_pitr(document, changes) := documents.configured(document, {"pitr": changes})

_stack(changes) := documents.linked(tables.updated, {"stack": changes})
