package rules.evidence.unaltered_test

import data.rules.evidence.unaltered as rule
import data.testing.documents
import data.testing.evidence_record

test_the_same_file_is_compliant if {
	rule.compliant with input as evidence_record.document
	rule.findings == set() with input as evidence_record.document
	rule.unknown == set() with input as evidence_record.document
}

test_another_file_fails_and_says_so if {
	document := _artefact({"verified": false})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": "documents.log does not have the SHA-256 that the record gives",
		"at": "/config/artefact/verified",
		"expected": true,
		"actual": false,
	}}
}

test_a_file_that_is_not_at_hand_is_unknown if {
	document := _artefact({"verified": null})
	not rule.compliant with input as document
	not rule.exempt with input as document
	rule.unknown == {"its artefact documents.log is not at hand"} with input as document
	rule.findings == set() with input as document
}

test_what_lies_elsewhere_is_exempt if {
	document := _artefact({"path": null, "uri": "s3://proof/documents.log", "verified": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_no_artefact_is_exempt if {
	document := evidence_record.configured({"artefact": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

_artefact(changes) := evidence_record.configured({"artefact": changes})

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(evidence_record.document)
}
