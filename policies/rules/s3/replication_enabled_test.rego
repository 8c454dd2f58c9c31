package rules.s3.replication_enabled_test

import data.rules.s3.replication_enabled as rule
import data.testing.documents

test_one_rule_for_everything_is_compliant if {
	rule.compliant with input as documents.bucket
	rule.compliant with input as _bucket([{"filter": {"prefix": "a/", "tags": {}}}, {}])
}

test_not_replicated_fails_and_says_so if {
	document := documents.configured(documents.bucket, {"replication": {"configured": false, "rules": []}})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the bucket is not replicated; tier enterprise requires it",
		"at": "/config/replication/configured",
		"expected": true,
		"actual": false,
	}}
}

test_disabled_rules_replicate_nothing if {
	document := _bucket([{"enabled": false}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "no replication rule is enabled (1 disabled); tier enterprise requires one",
		"at": "/config/replication/rules",
		"expected": "an enabled rule for every object",
		"actual": ["everything-to-ireland"],
	}}
}

test_a_part_is_not_the_whole_and_says_so if {
	document := _bucket([
		{"filter": {"prefix": "contracts/", "tags": {}}},
		{"filter": {"prefix": "", "tags": {"replicate": "yes"}}},
		{"filter": {"prefix": "", "tags": {}}, "enabled": false},
	])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"only a part of the bucket is replicated (prefix 'contracts/'; tag replicate=yes), ",
			"and everything else is not; tier enterprise requires all of it",
		]),
		"at": "/config/replication/rules",
		"expected": "an enabled rule for every object",
		"actual": {"prefix 'contracts/'", "tag replicate=yes"},
	}}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(documents.bucket, {"replication": null})
	not rule.compliant with input as documents.configured(documents.bucket, {"replication": {"configured": null}})
	not rule.compliant with input as documents.configured(documents.bucket, {"replication": {"configured": false}})
	not rule.compliant with input as _bucket([{"enabled": null}])
	not rule.compliant with input as _bucket([{"filter": null}])
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.bucket)

_bucket(rules) := documents.configured(documents.bucket, {"replication": {"rules": [replication_rule |
	some changes in rules
	replication_rule := object.union(documents.replication_rule, changes)
]}})
