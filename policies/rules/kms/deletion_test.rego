package rules.kms.deletion_test

import data.rules.kms.deletion as rule
import data.testing.documents as testing
import data.testing.kms_key as documents

test_a_key_that_is_enabled_is_compliant if {
	rule.compliant with input as documents.key
	rule.compliant with input as _key({"state": "Updating"})
}

test_a_key_of_recovery_points_that_is_going_fails_and_says_so if {
	document := _key({"state": "PendingDeletion", "deletion_at": "2026-04-07T00:00:00Z"})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the key is PendingDeletion and will be deleted at 2026-04-07T00:00:00Z, ",
			"and it encrypts 730 of kind backup.recovery_point: ",
			"arn:aws:backup:eu-central-1:111122223333:backup-vault:formkiq-prod",
		]),
		"at": "/config/state",
		"expected": "Enabled",
		"actual": "PendingDeletion",
	}}
}

test_a_key_that_is_disabled_fails_where_it_is_used if {
	document := _key({"state": "Disabled"})
	not rule.compliant with input as document
	not rule.exempt with input as document
	count(rule.findings) == 1 with input as document
}

test_a_key_that_is_disabled_and_not_used_is_exempt if {
	document := _unused(_key({"state": "Disabled"}), true)
	rule.exempt with input as document
	not rule.compliant with input as document
	partly := _unused(_key({"state": "Disabled"}), false)
	not rule.exempt with input as partly
	count(rule.unknown) == 1 with input as partly
}

test_a_deletion_is_never_known_to_be_harmless if {
	document := _unused(_key({"state": "PendingDeletion", "deletion_at": "2026-04-07T00:00:00Z"}), true)
	not rule.exempt with input as document
	not rule.compliant with input as document
	why := rule.unknown with input as document
	why == {"the key is PendingDeletion, and nothing that this snapshot knows is encrypted with it"}
}

test_keys_of_aws_are_exempt if {
	rule.exempt with input as _key({"manager": "AWS"})
	not rule.compliant with input as _key({"manager": "AWS"})
	not rule.exempt with input as documents.key
}

test_unknown_proves_nothing if {
	every part in [{"manager": null}, {"state": null}, {"deletion_at": 7}] {
		not rule.compliant with input as _key(part)
		not rule.exempt with input as _key(part)
	}
}

test_nothing_required_proves_nothing if not rule.compliant with input as testing.unpromised(documents.key)

_key(changes) := testing.configured(documents.key, changes)

_unused(document, complete) := testing.linked(document, {"encrypts": {"resources": [], "complete": complete}})
