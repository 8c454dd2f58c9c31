package rules.kms.key_usable_test

import data.rules.kms.key_usable as rule
import data.testing.documents

test_a_key_that_is_enabled_is_compliant if {
	rule.compliant with input as documents.bucket
	rule.findings == set() with input as documents.bucket
}

test_a_key_that_is_going_fails_and_says_so if {
	document := _key({"state": "PendingDeletion", "deletion_at": "2026-04-07T00:00:00Z"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {
		{
			"message": concat("", [
				"ITS KEY WILL BE DELETED AT 2026-04-07T00:00:00Z: ",
				"nothing encrypted with it can be read after that; cancel it now",
			]),
			"at": "/links/key/deletion_at",
			"expected": null,
			"actual": "2026-04-07T00:00:00Z",
		},
		{
			"message": "its key is PendingDeletion: while it is, nothing encrypted with it can be read",
			"at": "/links/key/state",
			"expected": "Enabled",
			"actual": "PendingDeletion",
		},
	}
}

test_a_key_that_is_disabled_or_has_no_material_fails if {
	every state in ["Disabled", "PendingImport", "Unavailable", "PendingReplicaDeletion"] {
		not rule.compliant with input as _key({"state": state})
		count(rule.findings) == 1 with input as _key({"state": state})
	}
}

test_what_no_key_encrypts_is_exempt if {
	document := documents.linked(documents.bucket, {"key": null})
	rule.exempt with input as document
	not rule.compliant with input as document
	not rule.exempt with input as documents.bucket
}

test_a_state_that_is_not_known_proves_nothing_and_says_so if {
	document := _key({"state": null})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "AWS does not say the state of its key, so nothing is proven"
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_key(changes) := documents.linked(documents.bucket, {"key": changes})
