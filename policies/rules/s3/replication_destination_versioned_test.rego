package rules.s3.replication_destination_versioned_test

import data.rules.s3.replication_destination_versioned as rule
import data.testing.documents

test_versioned_destinations_are_compliant if {
	rule.compliant with input as documents.bucket
	rule.findings == set() with input as documents.bucket
	not rule.exempt with input as documents.bucket
}

test_a_destination_without_versions_fails_and_says_so if {
	every status in ["Suspended", "Disabled"] {
		document := _bucket([{"versioning": status}])
		not rule.compliant with input as document
		found := rule.findings with input as document
		found == {{
			"message": sprintf(
				"replication destination %v is not versioned (%v): what is overwritten there is lost",
				[documents.destination.bucket_arn, status],
			),
			"at": "/links/replication/0/versioning",
			"expected": "Enabled",
			"actual": status,
		}}
	}
}

test_every_destination_counts if {
	second := {"bucket_arn": "arn:aws:s3:::formkiq-core-prod-archive-444455556666"}
	rules := [
		documents.replication_rule,
		object.union(documents.replication_rule, {"id": "b", "destination_bucket_arn": second.bucket_arn}),
	]
	unlinked := documents.configured(documents.bucket, {"replication": {"rules": rules}})
	not rule.compliant with input as unlinked
	some finding in rule.findings with input as unlinked
	finding.at == "/links/replication"
	endswith(finding.message, "formkiq-core-prod-archive-444455556666 is versioned is not known")
	destinations := [documents.destination, object.union(documents.destination, second)]
	rule.compliant with input as documents.linked(unlinked, {"replication": destinations})
}

test_a_destination_of_a_disabled_rule_is_not_judged if {
	disabled := object.union(documents.replication_rule, {
		"id": "b",
		"enabled": false,
		"destination_bucket_arn": "arn:aws:s3:::formkiq-core-prod-archive-444455556666",
	})
	rules := [documents.replication_rule, disabled]
	rule.compliant with input as documents.configured(documents.bucket, {"replication": {"rules": rules}})
}

test_disabled_rules_alone_fail_and_say_so if {
	rules := [object.union(documents.replication_rule, {"enabled": false})]
	configured := documents.configured(documents.bucket, {"replication": {"rules": rules}})
	document := documents.linked(configured, {"replication": []})
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

test_contradicting_descriptions_prove_nothing if {
	not rule.compliant with input as _bucket([{}, {"versioning": "Suspended"}])
}

test_unknown_proves_nothing if {
	every document in [
		documents.configured(documents.bucket, {"replication": null}),
		documents.configured(documents.bucket, {"replication": {"configured": null, "rules": []}}),
		documents.configured(documents.bucket, {"replication": {"configured": false}}),
		documents.configured(documents.bucket, {"replication": {"rules": [documents.replication_rule, _undecided]}}),
		documents.linked(documents.bucket, {"replication": null}),
		documents.linked(documents.bucket, {"replication": []}),
		_bucket([{"versioning": null}]),
	] {
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

_undecided := object.union(documents.replication_rule, {"id": "undecided", "enabled": null})

_bucket(destinations) := documents.linked(documents.bucket, {"replication": [destination |
	some changes in destinations
	destination := object.union(documents.destination, changes)
]})
