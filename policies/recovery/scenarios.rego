# METADATA
# title: What can befall a resource
# description: >-
#   Each scenario, the kinds that it can befall, the trait that a path must have to bring back what it takes, and why a
#   path without that trait does not help. `recovery.matrix` holds every path of every mechanism against them.
package recovery.scenarios

# For people, from ordinary mistakes to disasters.
described := {
	"delete": "Somebody, or an application, deletes what it may delete in the ordinary way.",
	"overwrite": "Something is overwritten with something else.",
	"corruption": "A defect spoils the data, and somebody notices days or weeks afterwards.",
	"purge": "A privileged application deletes every version of its objects for good.",
	"resource_loss": "The table, bucket, pool, database or stack itself is deleted.",
	"key_loss": "The customer-managed key that encrypts the data is deleted or disabled.",
	"region_loss": "The Region does not answer any more.",
	"account_compromise": "An administrator of the account destroys whatever an administrator can destroy.",
	"config_change": "Settings are changed or lost, and nobody remembers how they were.",
	"identity_loss": "The users of a pool, their groups and the ways to sign in are lost.",
}

demands := {
	"delete": "keeps_deleted",
	"overwrite": "keeps_overwritten",
	"corruption": "reaches_back",
	"purge": "outlives_purge",
	"resource_loss": "outlives_resource",
	"key_loss": "outlives_key",
	"region_loss": "other_region",
	"account_compromise": "outlives_account",
	"config_change": "restores_configuration",
	"identity_loss": "restores_identity",
}

# reaches_back: it keeps what was overwritten for as long as it takes to notice (noticed_within_days of the tier).
missing := {
	"keeps_deleted": "it does not keep what is deleted",
	"keeps_overwritten": "it does not keep what is overwritten",
	"reaches_back": "it does not keep how the data was before a corruption that is noticed late",
	"outlives_purge": "whoever may delete versions here deletes these too",
	"outlives_resource": "it goes with the resource",
	"outlives_key": "it is encrypted with the same key",
	"other_region": "it lies in the same Region",
	"outlives_account": "an administrator of the account can destroy it",
	"restores_configuration": "it holds data, and not how the resource was configured",
	"restores_identity": "it does not bring the users back",
}

# In the order of the matrix. key_loss is left out where no key of the customer's is involved.
befalls := {
	"dynamodb.table": _records,
	"s3.bucket": _objects,
	"efs.file_system": _records,
	"rds.cluster": _records,
	"rds.instance": _records,
	"ec2.volume": _records,
	"opensearch.domain": _records,
	"opensearch.collection": _records,
	"cognito.user_pool": [
		"delete", "resource_loss", "region_loss", "account_compromise", "config_change",
		"identity_loss",
	],
	"cloudformation.stack": ["resource_loss", "config_change"],
	"logs.log_group": ["delete", "resource_loss", "region_loss", "account_compromise", "config_change"],
}

_records := [
	"delete", "overwrite", "corruption", "resource_loss", "key_loss", "region_loss", "account_compromise",
	"config_change",
]

_objects := [
	"delete", "overwrite", "corruption", "purge",
	"resource_loss", "key_loss", "region_loss", "account_compromise",
	"config_change",
]
