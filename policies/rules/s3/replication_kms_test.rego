package rules.s3.replication_kms_test

import data.rules.s3.replication_kms as rule
import data.testing.documents

test_included_with_a_key_is_compliant if {
	every algorithm in ["aws:kms", "aws:kms:dsse"] {
		document := _encrypted(_bucket([{}]), algorithm)
		rule.compliant with input as document
		rule.findings == set() with input as document
		not rule.exempt with input as document
	}
}

test_skipped_objects_fail_and_say_so if {
	every skipped in [false, null] {
		document := _bucket([{}, {"id": "archive", "kms_objects": skipped}])
		not rule.compliant with input as document
		found := rule.findings with input as document
		found == {{
			"message": "replication rule 'archive' skips objects encrypted with KMS, which is the bucket's default encryption",
			"at": "/config/replication/rules/1/kms_objects",
			"expected": true,
			"actual": skipped,
		}}
	}
}

test_no_key_over_there_fails_and_says_so if {
	not rule.compliant with input as _bucket([{"replica_key_id": ""}])
	document := _bucket([{"replica_key_id": null}])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/replication/rules/0/replica_key_id"
	finding.actual == null
}

test_amazon_s3_keys_are_exempt if {
	document := _encrypted(_bucket([{"kms_objects": null, "replica_key_id": null}]), "AES256")
	rule.exempt with input as document
	not rule.compliant with input as document
	not rule.compliant with input as _encrypted(_bucket([{}]), "AES256")
}

test_a_bucket_that_is_not_replicated_is_exempt if {
	document := documents.configured(documents.bucket, {"replication": {"configured": false, "rules": []}})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_a_disabled_rule_is_not_judged if {
	document := _bucket([{}, {"enabled": false, "kms_objects": false, "replica_key_id": null}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_disabled_rules_alone_fail_and_say_so if {
	document := _bucket([{"enabled": false}])
	not rule.compliant with input as document
	not rule.exempt with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/replication/rules"
}

test_an_unsaid_algorithm_is_not_ruled_out_and_says_so if {
	document := _encrypted(_bucket([{"kms_objects": null}]), null)
	not rule.compliant with input as document
	not rule.exempt with input as document
	some finding in rule.findings with input as document
	finding.at == "/config/encryption/algorithm"
}

test_unknown_proves_nothing if {
	every changes in [
		{"encryption": null},
		{"replication": null},
		{"replication": {"configured": false}},
		{"replication": {"configured": null, "rules": []}},
	] {
		document := documents.configured(documents.bucket, changes)
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	unreplicated := documents.configured(documents.bucket, {"replication": {"configured": false, "rules": []}})
	every document in [documents.bucket, _encrypted(documents.bucket, "AES256"), unreplicated] {
		not rule.compliant with input as documents.unpromised(document)
		not rule.exempt with input as documents.unpromised(document)
	}
}

_bucket(rules) := documents.configured(documents.bucket, {"replication": {"rules": [replication_rule |
	some changes in rules
	replication_rule := object.union(documents.replication_rule, changes)
]}})

_encrypted(document, algorithm) := documents.configured(document, {"encryption": {"algorithm": algorithm}})
