package rules.s3.independent_replica_test

import data.rules.s3.independent_replica as rule
import data.testing.documents

test_another_account_is_compliant if {
	document := _bucket([_replica({"account": documents.vault_account})])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_compliance_lock_in_the_own_account_is_compliant if {
	rule.compliant with input as _bucket([_replica({"lock_mode": "COMPLIANCE", "lock_days": 90})])
}

test_the_own_account_without_a_lock_fails_and_says_so if {
	every lock in [
		{"lock_mode": null, "lock_days": null},
		{"lock_mode": "GOVERNANCE", "lock_days": 90},
		{"lock_mode": "COMPLIANCE", "lock_days": null},
	] {
		document := _bucket([_replica(lock)])
		not rule.compliant with input as document
		found := rule.findings with input as document
		found == {{
			"message": concat("", [
				"replica arn:aws:s3:::formkiq-core-prod-replica-444455556666 lies in the bucket's own account, ",
				"without Object Lock in compliance mode: one purge reaches both",
			]),
			"at": "/links/replicas/0/account",
			"expected": "another account, or a lock",
			"actual": documents.account,
		}}
	}
}

test_no_replica_fails_and_says_so if {
	document := _bucket([])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "the bucket is not replicated; tier enterprise requires an independent replica"
}

test_a_replica_of_a_part_is_not_enough if {
	partial := object.union(documents.replication_rule, {"filter": {"prefix": "a/", "tags": {}}})
	replication := {"replication": {"rules": [partial]}}
	document := documents.configured(_bucket([_replica({"account": documents.vault_account})]), replication)
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "only a part of the bucket is replicated out of reach",
		"at": "/config/replication/rules",
		"expected": "a rule for every object",
		"actual": ["prefix 'a/'"],
	}}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as _bucket(null)
	not rule.compliant with input as _bucket([_replica({"account": null})])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(_bucket([_replica({"account": documents.vault_account})]))
}

_replica(changes) := object.union(
	{
		"rule": "everything-to-ireland",
		"bucket_arn": "arn:aws:s3:::formkiq-core-prod-replica-444455556666",
		"account": documents.account,
		"region": "eu-west-1",
		"lock_mode": null,
		"lock_days": null,
	},
	changes,
)

_bucket(replicas) := documents.promised(
	documents.linked(documents.bucket, {"replicas": replicas}),
	{"independent_replica": true},
)
