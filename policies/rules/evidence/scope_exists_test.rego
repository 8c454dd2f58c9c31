package rules.evidence.scope_exists_test

import data.rules.evidence.scope_exists as rule
import data.testing.documents
import data.testing.evidence_record

test_what_is_in_the_snapshot_is_compliant if {
	rule.compliant with input as evidence_record.document
	rule.findings == set() with input as evidence_record.document
}

test_what_is_not_fails_and_says_so if {
	document := _resources([evidence_record.resource, object.union(evidence_record.resource, {"found": false})])
	not rule.compliant with input as _resources([object.union(evidence_record.resource, {"found": false})])
	found := rule.findings with input as document
	found == {{
		"message": sprintf("%v is not in the snapshot", [evidence_record.resource.arn]),
		"at": "/links/claims/resources/1/found",
		"expected": true,
		"actual": false,
	}}
}

test_every_resource_must_be_there if {
	scope := {"resources": [evidence_record.resource.arn, "arn:aws:s3:::another"]}
	not rule.compliant with input as evidence_record.configured({"scope": scope})
}

test_no_resources_are_exempt if {
	document := evidence_record.configured({"scope": {"resources": [], "applications": ["FormKiQ prod"]}})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(evidence_record.document, {"claims": null})
}

_resources(resources) := evidence_record.claimed({"resources": resources})

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(evidence_record.document)
}
