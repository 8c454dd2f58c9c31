package rules.s3.replication_delete_markers_test

import data.rules.s3.replication_delete_markers as rule
import data.testing.documents

test_either_choice_is_compliant if {
	every choice in [true, false] {
		rule.compliant with input as _bucket([{"delete_markers": choice}])
		rule.findings == set() with input as _bucket([{"delete_markers": choice}])
		not rule.exempt with input as _bucket([{"delete_markers": choice}])
	}
}

test_no_choice_fails_and_says_so if {
	document := _bucket([{}, {"id": "old", "filter": {"prefix": "a/", "tags": {}}, "delete_markers": null}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "replication rule 'old' (prefix 'a/') leaves open whether delete markers are replicated",
		"at": "/config/replication/rules/1/delete_markers",
		"expected": "true or false",
		"actual": null,
	}}
}

test_a_disabled_rule_is_not_judged if {
	document := _bucket([{}, {"enabled": false, "delete_markers": null}])
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

test_a_bucket_that_is_not_replicated_is_exempt if {
	document := documents.configured(documents.bucket, {"replication": {"configured": false, "rules": []}})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	every replication in [
		null,
		{"configured": null},
		{"configured": null, "rules": []},
		{"configured": false},
		{"rules": []},
	] {
		document := documents.configured(documents.bucket, {"replication": replication})
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	unreplicated := documents.configured(documents.bucket, {"replication": {"configured": false, "rules": []}})
	every document in [documents.bucket, unreplicated] {
		not rule.compliant with input as documents.unpromised(document)
		not rule.exempt with input as documents.unpromised(document)
	}
}

_bucket(rules) := documents.configured(documents.bucket, {"replication": {"rules": [replication_rule |
	some changes in rules
	replication_rule := object.union(documents.replication_rule, changes)
]}})
