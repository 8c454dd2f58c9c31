package rules.evidence.dated_test

import data.rules.evidence.dated as rule
import data.testing.documents
import data.testing.evidence_record

test_what_has_happened_is_compliant if {
	rule.compliant with input as evidence_record.document
	rule.findings == set() with input as evidence_record.document
}

test_a_day_ahead_is_compliant if {
	rule.compliant with input as evidence_record.configured({"dated_at": "2026-04-01T12:00:00Z"})
}

test_a_second_more_fails_and_says_so if {
	document := evidence_record.configured({"dated_at": "2026-04-01T12:00:01Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "it is dated 2026-04-01T12:00:01Z; the snapshot was taken at 2026-03-31T12:00:00Z",
		"at": "/config/dated_at",
		"expected": "2026-03-31T12:00:00Z or earlier",
		"actual": "2026-04-01T12:00:01Z",
	}}
}

test_waiting_does_not_make_it_true if {
	document := evidence_record.configured({"dated_at": "2026-04-02T00:00:00Z"})
	not rule.compliant with input as documents.judged_for(document, "2026-05-01T00:00:00Z")
}

test_no_date_proves_nothing if {
	not rule.compliant with input as evidence_record.configured({"dated_at": null})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(evidence_record.document)
}
