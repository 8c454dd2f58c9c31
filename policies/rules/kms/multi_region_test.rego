package rules.kms.multi_region_test

import data.rules.kms.multi_region as rule
import data.testing.documents as testing
import data.testing.kms_key as documents

test_a_replica_in_another_region_is_compliant if {
	rule.compliant with input as documents.signing_key
	rule.findings == set() with input as documents.signing_key
	replica := {"multi_region_type": "REPLICA", "primary": _key_in("eu-west-1"), "replicas": []}
	rule.compliant with input as testing.configured(documents.signing_key, replica)
}

test_a_single_region_key_fails_and_says_so if {
	single := {"multi_region": false, "multi_region_type": null, "primary": null, "replicas": []}
	document := testing.configured(documents.signing_key, single)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"What it verifies by its HMAC is lost with eu-central-1: the key is a single-Region one (HMAC_256), ",
			"and cannot be replicated; tier enterprise must survive that",
		]),
		"at": "/config/multi_region",
		"expected": true,
		"actual": false,
	}}
}

test_a_replica_in_the_same_region_is_none_and_it_says_so if {
	document := testing.configured(documents.signing_key, {"replicas": []})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the multi-Region key has no replica outside eu-central-1; tier enterprise must survive its loss",
		"at": "/config/replicas",
		"expected": "a replica in another Region",
		"actual": [],
	}}
}

test_keys_that_only_encrypt_are_exempt if {
	rule.exempt with input as documents.key
	not rule.compliant with input as documents.key
	old := testing.configured(documents.key, {"usage": null})
	rule.exempt with input as old
	not rule.exempt with input as documents.signing_key
}

test_keys_of_aws_are_exempt if {
	rule.exempt with input as testing.configured(documents.signing_key, {"manager": "AWS"})
	not rule.compliant with input as testing.configured(documents.signing_key, {"manager": "AWS"})
}

test_unknown_proves_nothing if {
	every part in [{"manager": null}, {"usage": null}, {"multi_region": null}, {"replicas": null, "primary": null}] {
		not rule.compliant with input as testing.configured(documents.signing_key, part)
		not rule.exempt with input as testing.configured(documents.signing_key, part)
	}
}

test_nothing_required_proves_nothing if not rule.compliant with input as testing.unpromised(documents.signing_key)

_key_in(region) := {"arn": sprintf("arn:aws:kms:%v:111122223333:key/mrk-1", [region]), "region": region}
