package rules.dynamodb.restore_cutover_test

import data.rules.dynamodb.restore_cutover as rule
import data.testing.documents
import data.testing.dynamodb_table as tables

test_an_approval_of_the_day_of_the_restore_is_compliant if {
	rule.compliant with input as tables.restored
	not rule.exempt with input as tables.restored
}

test_the_day_before_is_another_cutover_and_says_so if {
	document := _with({"dated_at": "2026-02-28T08:00:00Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the table was restored from arn:aws:dynamodb:eu-central-1:111122223333:table/documents-old, ",
			"and no evidence of a cutover since then holds; tier enterprise requires it",
		]),
		"at": "/links/evidence",
		"expected": "table_cutover, dated 2026-03-01 or later",
		"actual": ["cutover"],
	}}
}

test_a_passed_test_says_so_too_and_a_failed_one_does_not if {
	rule.compliant with input as _with({"type": "restore_test", "result": "passed", "approved_by": []})
	not rule.compliant with input as _with({"type": "restore_test", "result": "failed"})
}

test_what_nobody_approved_or_expired_or_was_altered_does_not_hold if {
	rule.compliant with input as _with({"expires_at": "2026-03-31T12:00:01Z"})
	every part in [
		{"approved_by": []},
		{"expires_at": "2026-03-31T12:00:00Z"},
		{"verified": false},
		{"type": "export"},
		{"topic": "index_cutover"},
		{"dated_at": "2026-04-01T12:00:01Z"},
	] {
		not rule.compliant with input as _with(part)
	}
}

test_a_table_that_no_restore_made_is_exempt if {
	rule.exempt with input as tables.table
	not rule.compliant with input as tables.table
}

test_nothing_is_in_service_while_it_is_restored if {
	document := documents.configured(tables.restored, {"restore": {"in_progress": true}})
	rule.exempt with input as document
	not rule.compliant with input as document
	count(rule.findings) == 0 with input as document
}

test_the_source_may_be_a_backup_or_unsaid if {
	none := documents.linked(tables.restored, {"evidence": []})
	backed_up := documents.configured(none, {"restore": {"source_table_arn": null, "source_backup_arn": "arn:b"}})
	some first in rule.findings with input as backed_up
	startswith(first.message, "the table was restored from arn:b, ")
	unsaid := documents.configured(none, {"created_at": null, "restore": {"source_table_arn": null}})
	some second in rule.findings with input as unsaid
	startswith(second.message, "the table was restored from a backup, ")
	second.expected == "table_cutover, dated when the table was made or later"
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(tables.restored, {"evidence": null})
	not rule.compliant with input as documents.configured(tables.restored, {"created_at": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(tables.restored)

_with(part) := documents.linked(tables.restored, {"evidence": [object.union(tables.cutover, part)]})
