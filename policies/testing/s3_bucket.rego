# METADATA
# title: Buckets for rule tests, with what is joined to them about retention
package testing.s3_bucket

import data.testing.documents

# The compliant bucket, kept as long as its one lifecycle rule says.
bucket := documents.promised(
	documents.linked(documents.bucket, {"retention": retention, "replicas": [replica]}),
	{
		"cold_restore_hours": 4,
		"lifecycle_parity": true,
		"expiry_frees_versions": true,
		"cost_drivers": true,
	},
)

# The same with other regions: each given by what is different in it.
retained(changes) := documents.linked(bucket, {"retention": {"regions": [object.union(region, change) |
	some change in changes
]}})

# The same with another versioning.
versioned(document, status) := documents.linked(
	documents.configured(document, {"versioning": {"status": status}}),
	{"retention": {"versioned": status == "Enabled"}},
)

# The same with other replicas: each given by what is different in it.
replicated(changes) := documents.linked(bucket, {"replicas": [object.union(replica, change) | some change in changes]})

# A region of objects below a prefix, with something else.
below(prefix, changes) := object.union({"prefix": prefix}, changes)

retention := {
	"bucket_arn": documents.bucket.id,
	"versioned": true,
	"complete": true,
	"lock_days": 90,
	"regions": [region],
	"deleted_min_days": 365,
	"deleted_max_days": 365,
	"current_min_days": null,
	"current_max_days": null,
	"kept_max_days": null,
	"cold_restore_hours": null,
}

region := {
	"prefix": "",
	"tags": {},
	"size_over_bytes": null,
	"size_under_bytes": null,
	"deleted_min_days": 365,
	"deleted_max_days": 365,
	"deleted_by": "keep-a-year",
	"current_min_days": null,
	"current_max_days": null,
	"current_by": null,
	"expires_at": null,
	"kept_max_days": null,
	"keeps_newest": 0,
	"cold_after_days": null,
	"cold_class": null,
	"cold_restore_hours": null,
	"cold_by": null,
	"rules": ["keep-a-year"],
}

replica := {
	"rule": "everything-to-ireland",
	"bucket_arn": documents.destination.bucket_arn,
	"account": documents.vault_account,
	"region": "eu-west-1",
	"known": true,
	"versioning": "Enabled",
	"lock_mode": "COMPLIANCE",
	"lock_days": 90,
	"key_arn": documents.replication_rule.replica_key_id,
	"key_state": "Enabled",
	"deleted_min_days": 365,
	"current_min_days": null,
	"shorter": [],
}
