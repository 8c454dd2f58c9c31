package rules.s3.lifecycle_parity_test

import data.rules.s3.lifecycle_parity as rule
import data.testing.documents
import data.testing.s3_bucket

test_a_replica_that_keeps_as_long_is_compliant if {
	rule.compliant with input as s3_bucket.bucket
	rule.findings == set() with input as s3_bucket.bucket
	not rule.exempt with input as s3_bucket.bucket
}

test_a_replica_that_keeps_less_fails_and_says_so if {
	document := s3_bucket.replicated([{"shorter": [_shorter]}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"in arn:aws:s3:::formkiq-core-prod-replica-444455556666, objects with prefix 'drafts/' that are overwritten or ",
			"deleted can be restored for 364 days only (lifecycle rule 'short'), and for 365 days here",
		]),
		"at": "/links/replicas/0/shorter/0/replica_days",
		"expected": "for 365 days at least",
		"actual": 364,
	}}
}

test_every_region_and_replica_is_told if {
	current := object.union(_shorter, {"what": "current", "source_days": null, "rule": null})
	document := s3_bucket.replicated([{}, {"shorter": [_shorter, current]}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.at | some finding in found} == {
		"/links/replicas/1/shorter/0/replica_days",
		"/links/replicas/1/shorter/1/replica_days",
	}
	some finding in found
	endswith(finding.message, "objects with prefix 'drafts/' stay for 364 days only, and for ever here")
}

test_a_replica_that_is_not_versioned_is_told_so if {
	lost := object.union(_shorter, {"replica_days": 0, "rule": null})
	document := s3_bucket.replicated([{"versioning": "Suspended", "shorter": [lost]}])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	contains(finding.message, "can be restored for 0 days only (its versioning is Suspended), and for 365 days here")
}

test_a_bucket_that_is_replicated_nowhere_is_exempt if {
	document := documents.linked(s3_bucket.bucket, {"replicas": []})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_a_replica_that_is_not_known_proves_nothing if {
	document := s3_bucket.replicated([{}, {"known": false}])
	not rule.compliant with input as document
	not rule.exempt with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/replicas/1/known"
}

test_unknown_proves_nothing if {
	every replicas in [null, {}, [{}]] {
		document := documents.linked(s3_bucket.bucket, {"replicas": replicas})
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	every document in [s3_bucket.bucket, documents.linked(s3_bucket.bucket, {"replicas": []})] {
		not rule.compliant with input as documents.unpromised(document)
		not rule.exempt with input as documents.unpromised(document)
	}
}

_shorter := {
	"prefix": "drafts/",
	"tags": {},
	"size_over_bytes": null,
	"size_under_bytes": null,
	"what": "deleted",
	"source_days": 365,
	"replica_days": 364,
	"rule": "short",
}
