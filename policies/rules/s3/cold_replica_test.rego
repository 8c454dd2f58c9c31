package rules.s3.cold_replica_test

import data.rules.s3.cold_replica as rule
import data.testing.documents

test_a_class_that_is_read_at_once_is_compliant if {
	every class in [null, "STANDARD_IA", "GLACIER_IR"] {
		rule.compliant with input as _bucket(class, 1)
	}
}

test_a_restore_that_takes_just_as_long_as_allowed_is_compliant if {
	document := _bucket("GLACIER", 5)
	rule.compliant with input as document
	rule.findings == set() with input as document
	rule.compliant with input as _bucket("DEEP_ARCHIVE", 12)
}

test_a_restore_that_takes_longer_fails_and_says_so if {
	document := _bucket("GLACIER", 4)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"replication rule 'everything-to-ireland' writes to GLACIER, from which a restore takes up to 5 hours; ",
			"tier enterprise allows 4",
		]),
		"at": "/config/replication/rules/0/storage_class",
		"expected": "a class that is read at once",
		"actual": "GLACIER",
	}}
	not rule.compliant with input as _bucket("DEEP_ARCHIVE", 11)
}

test_a_class_that_nobody_knows_is_unknown if {
	document := _bucket("NEW_CLASS", 48)
	not rule.compliant with input as document
	unsure := rule.unknown with input as document
	unsure == {concat(" ", [
		"how long replicas of replication rule 'everything-to-ireland' take",
		"to come back from NEW_CLASS is not known",
	])}
	sure := rule.unknown with input as _bucket("GLACIER", 1)
	sure == set()
}

test_a_rule_that_is_off_does_not_matter if {
	off := object.union(documents.replication_rule, {"id": "old", "enabled": false, "storage_class": "DEEP_ARCHIVE"})
	document := documents.configured(_bucket(null, 1), {"replication": {"rules": [documents.replication_rule, off]}})
	rule.compliant with input as document
	alone := documents.configured(_bucket(null, 1), {"replication": {"rules": [off]}})
	not rule.compliant with input as alone
	some finding in rule.findings with input as alone
	finding.message == "no replication rule is enabled, so there is no replica"
}

test_what_is_not_replicated_is_exempt if {
	document := documents.configured(_bucket(null, 1), {"replication": {"configured": false, "rules": []}})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(_bucket(null, 1), {"replication": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(_bucket(null, 1))

_bucket(class, hours) := documents.promised(
	documents.configured(documents.bucket, {"replication": {"rules": [object.union(
		documents.replication_rule,
		{"storage_class": class},
	)]}}),
	{"cold_restore_hours": hours},
)
