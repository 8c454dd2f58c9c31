# METADATA
# title: What could not be seen, and what it could have held
# description: >-
#   For each mechanism the places that it reads, what lies there for people, and the scenarios in which it could have
#   been a path. A gap that touches such a place makes a doubt. better: without other facts it holds no path, but it
#   could tell of less loss.
# schemas:
#   - input: schema.input
package recovery.gaps

import data.recovery.shared

doubts := [] if input.gaps == []

else := [doubt | some doubt in _touched]

_touched contains {
	"mechanism": place.mechanism,
	"because": sprintf("%v could not be seen: %v", [place.what, gap.detail]),
	"scenarios": place.could,
	"better": object.get(place, "better", false),
	"traits": set(),
} if {
	some gap in input.gaps
	some place in _places(input.kind)
	some pointer in place.at
	shared.touches(gap.path, pointer)
}

_places(kind) := array.concat(_common, object.get(_own, kind, []))

_changes := ["delete", "overwrite", "corruption"]

_anything := [
	"delete", "overwrite", "corruption", "purge",
	"resource_loss", "key_loss", "region_loss", "account_compromise",
]

_common := [
	{
		"mechanism": "backup_recovery_point",
		"what": "its recovery points in AWS Backup",
		"at": ["/links/backup/recovery_points", "/links/vaults"],
		"could": _anything,
	},
	{
		"mechanism": "backup_recovery_point",
		"what": "the backup plans that select it",
		"at": ["/links/backup/plan_rules", "/links/backup/opted_in"],
		"could": _anything,
		"better": true,
	},
	{
		"mechanism": "kms_key",
		"what": "the key that encrypts it",
		"at": ["/links/key"],
		"could": ["key_loss"],
	},
	{
		"mechanism": "cloudformation_template",
		"what": "the stack that owns it",
		"at": ["/links/stack"],
		"could": ["config_change"],
	},
	{
		"mechanism": "configuration_export",
		"what": "what is on record about it",
		"at": ["/links/evidence"],
		"could": ["config_change", "identity_loss"],
	},
	{
		"mechanism": "restore_test",
		"what": "how long its restores took",
		"at": ["/links/evidence", "/links/restores"],
		"could": _anything,
		"better": true,
	},
]

_database := [
	{
		"mechanism": "rds_pitr",
		"what": "its automated backups",
		"at": ["/config/backup_retention_days", "/config/earliest_restorable_at", "/config/latest_restorable_at"],
		"could": _changes,
	},
	{
		"mechanism": "rds_snapshot",
		"what": "its manual snapshots",
		"at": ["/config/snapshots"],
		"could": array.concat(_changes, ["resource_loss"]),
	},
	{
		"mechanism": "rds_backup_replica",
		"what": "its copies in other Regions",
		"at": ["/config/backup_replicas", "/config/global_cluster"],
		"could": ["region_loss"],
	},
]

_searched := [
	{
		"mechanism": "opensearch_manual_snapshot",
		"what": "its manual snapshots",
		"at": ["/config/manual_snapshots"],
		"could": ["delete", "overwrite", "corruption", "resource_loss", "key_loss", "region_loss", "account_compromise"],
	},
	{
		"mechanism": "opensearch_automated_snapshot",
		"what": "whether AWS takes snapshots of it",
		"at": ["/config/automated_snapshot_pause", "/config/created"],
		"could": _changes,
	},
	{
		"mechanism": "reindex",
		"what": "what is on record about building it again",
		"at": ["/links/evidence"],
		"could": ["delete", "overwrite", "corruption", "resource_loss", "key_loss"],
	},
]

_own := {
	"dynamodb.table": _of_tables,
	"s3.bucket": _of_buckets,
	"rds.cluster": _database,
	"rds.instance": _database,
	"opensearch.domain": _searched,
	"opensearch.collection": _searched,
	"ec2.volume": [{
		"mechanism": "ebs_snapshot",
		"what": "its snapshots",
		"at": ["/links/snapshots"],
		"could": ["delete", "overwrite", "corruption", "resource_loss", "account_compromise"],
	}],
	"efs.file_system": [{
		"mechanism": "efs_replication",
		"what": "its replication",
		"at": ["/config/replication"],
		"could": ["region_loss"],
	}],
	"cloudformation.stack": [
		{
			"mechanism": "configuration_export",
			"what": "what is on record about it",
			"at": ["/links/evidence", "/links/exported"],
			"could": ["resource_loss", "config_change"],
		},
		{
			"mechanism": "configuration_export",
			"what": "whether it has drifted from its template",
			"at": ["/config/drift"],
			"could": ["resource_loss", "config_change"],
		},
	],
	"cognito.user_pool": [
		{
			"mechanism": "cognito_export",
			"what": "what is on record about it",
			"at": ["/links/evidence", "/links/exported", "/config/identity_providers"],
			"could": ["delete", "resource_loss", "config_change", "identity_loss"],
		},
		{
			"mechanism": "cognito_replica",
			"what": "its replicas",
			"at": ["/config/replica_regions"],
			"could": ["region_loss"],
		},
	],
}

_of_tables := [
	{
		"mechanism": "dynamodb_pitr",
		"what": "its point-in-time recovery",
		"at": ["/config/pitr"],
		"could": ["delete", "overwrite", "corruption", "resource_loss"],
	},
	{
		"mechanism": "dynamodb_backup",
		"what": "its on-demand backups",
		"at": ["/links/backups"],
		"could": ["delete", "overwrite", "corruption", "resource_loss"],
	},
	{
		"mechanism": "dynamodb_export",
		"what": "its exports",
		"at": ["/links/exports"],
		"could": ["delete", "overwrite", "corruption", "resource_loss", "key_loss", "region_loss", "account_compromise"],
	},
	{
		"mechanism": "dynamodb_replica",
		"what": "its replicas",
		"at": ["/config/replicas"],
		"could": ["region_loss"],
	},
]

_of_buckets := [
	{
		"mechanism": "s3_versioning",
		"what": "how long it keeps old versions",
		"at": ["/config/versioning", "/config/lifecycle", "/links/retention"],
		"could": _changes,
	},
	{
		"mechanism": "s3_object_lock",
		"what": "its Object Lock",
		"at": ["/config/object_lock", "/config/versioning", "/config/encryption", "/links/retention"],
		"could": ["purge", "resource_loss", "account_compromise"],
	},
	{
		"mechanism": "s3_replication",
		"what": "its replicas",
		"at": ["/config/replication", "/links/replicas", "/config/encryption"],
		"could": _anything,
	},
]
