package rules.evidence.unexpired_test

import data.rules.evidence.unexpired as rule
import data.testing.documents
import data.testing.evidence_record

test_a_second_left_is_compliant if {
	rule.compliant with input as evidence_record.configured({"expires_at": "2026-03-31T12:00:01Z"})
	rule.findings == set() with input as evidence_record.document
}

test_the_last_second_fails_and_says_so if {
	document := evidence_record.configured({"expires_at": "2026-03-31T12:00:00Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "it expired on 2026-03-31T12:00:00Z, 0 s ago",
		"at": "/config/expires_at",
		"expected": "after 2026-03-31T12:00:00Z",
		"actual": "2026-03-31T12:00:00Z",
	}}
}

test_it_expires_as_time_goes_by if {
	document := documents.judged_for(evidence_record.document, "2026-06-12T00:00:00Z")
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "it expired on 2026-06-10T00:00:00Z, 2 days ago"
}

test_what_names_no_end_is_exempt if {
	document := evidence_record.configured({"expires_at": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_what_was_recorded_anew_is_exempt if {
	document := evidence_record.claimed({"newer": ["documents-restored-again"]})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(evidence_record.document)
}
