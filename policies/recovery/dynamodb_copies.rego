# METADATA
# title: On-demand backups, exports and replicas of a DynamoDB table
# description: >-
#   On-demand backups and exports do not end by themselves, and hold one moment each: nobody promises the next one.
#   Backups lie in the table's account and Region under the table's key; an export lies wherever its bucket does. A
#   replica of a global table follows every deletion and every corruption within seconds: it is credited for the loss
#   of a Region alone. (DynamoDB Developer Guide: "On-demand backup", "Export to S3", "Global tables".)
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
package recovery.dynamodb_copies

import data.lib.backups
import data.recovery.shared

paths := [path |
	some found in [_backups, _exports, _replicas]
	some path in found
]

fallen := [{"mechanism": "dynamodb_export", "because": sprintf("an export of the table ended %v", [export.status])} |
	is_array(input.links.exports)
	some export in input.links.exports
	status := export.status
	not status in {"COMPLETED", "IN_PROGRESS"}
]

doubts := [{
	"mechanism": "dynamodb_export",
	"because": sprintf("whether the bucket of an export, %v, is still there was not seen", [export.bucket_arn]),
	"scenarios": ["delete", "overwrite", "corruption", "resource_loss", "key_loss", "region_loss", "account_compromise"],
	"traits": set(),
	"better": false,
} |
	some export in _whole_exports
	export.bucket_known != true
]

# An incremental export holds what changed, and restores nothing without the whole one before it.
_whole_exports := [export |
	is_array(input.links.exports)
	some export in input.links.exports
	export.type == "FULL_EXPORT"
	export.status == "COMPLETED"
	is_string(export.bucket_arn)
]

_backups := [shared.path({
	"mechanism": "dynamodb_backup",
	"account": input.account,
	"region": input.region,
	"own_key": true,
	"observed_seconds": shared.observed(group.newest_at, input.taken_at, input.as_of),
	"earliest_at": group.newest_at,
	"latest_at": group.newest_at,
	"reach_seconds": reach,
	"traits": ({"keeps_deleted", "keeps_overwritten", "outlives_resource"} | shared.reaching(reach, input.requires)),
	"why": {
		"reaches_back": sprintf("the on-demand backup that is known by date is of %v", [group.newest_at]),
		"other_region": "on-demand backups lie in the table's Region",
		"outlives_account": "an administrator can delete on-demand backups",
	},
	"because": sprintf(
		"restore the on-demand backup of %v to a new table; nothing promises the next one",
		[group.newest_at],
	),
	"evidence": ["/links/backups"],
}) |
	some group in backups.full(input.links.backups)
	group.type == "USER"
	reach := shared.reach(group.newest_at, input.taken_at)
]

_exports := [shared.path({
	"mechanism": "dynamodb_export",
	"account": export.bucket_account,
	"region": export.bucket_region,
	"arn": export.bucket_arn,
	"observed_seconds": shared.observed(export.export_time, input.taken_at, input.as_of),
	"earliest_at": export.export_time,
	"latest_at": export.export_time,
	"reach_seconds": reach,
	"traits": (_kept(export) | (_away(export) | shared.reaching(reach, input.requires))),
	"why": {
		"reaches_back": sprintf("the newest export is of %v", [export.export_time]),
		"other_region": "the bucket of the export lies in the same Region, or it is not known where",
		"outlives_account": "the bucket of the export, or the key that it is encrypted with, may be this account's",
		"outlives_key": "the export is encrypted with a key, and it is not known with which",
		"restores_configuration": "an export holds the items of a table, and none of its settings",
	},
	"because": sprintf(
		"import the export of %v from %v into a new table; nothing promises the next one",
		[export.export_time, export.bucket_arn],
	),
	"evidence": ["/links/exports"],
}) |
	some export in _whole_exports
	export.bucket_known == true
	reach := shared.reach(export.export_time, input.taken_at)
]

_kept(export) := {"keeps_deleted", "keeps_overwritten", "outlives_key", "outlives_resource"} if {
	export.sse_algorithm == "AES256"
} else := {"keeps_deleted", "keeps_overwritten", "outlives_resource"}

_away(export) := {name |
	some name, elsewhere in {
		"other_region": [export.bucket_region, input.region],
		"outlives_account": [export.bucket_account, input.account],
	}
	is_string(elsewhere[0])
	elsewhere[0] != elsewhere[1]
	_reads(name, export.sse_algorithm)
}

# With which key an export is encrypted AWS tells to nobody but whoever made it: it may be one of this account.
_reads("other_region", _) := true

_reads("outlives_account", "AES256") := true

_replicas := [shared.path({
	"mechanism": "dynamodb_replica",
	"account": _owner(replica.arn),
	"region": replica.region,
	"arn": replica.arn,
	"promised_seconds": _behind(input.config.consistency),
	"observed_seconds": _behind(input.config.consistency),
	"traits": {"other_region"},
	"why": {
		"keeps_deleted": _follows,
		"keeps_overwritten": _follows,
		"reaches_back": _follows,
		"outlives_account": _follows,
		"outlives_resource": "replicas are one table: whoever deletes it deletes them too, or empties them",
		"outlives_key": "that the replica can be read without the table's key is not known",
		"restores_configuration": "a replica takes over changes of the configuration too",
	},
	"because": sprintf("use the replica in %v, which follows %v", [replica.region, _lag(input.config.consistency)]),
	"evidence": ["/config/replicas"],
}) |
	is_array(input.config.replicas)
	some replica in input.config.replicas
	replica.status == "ACTIVE"
	replica.region != input.region
]

_follows := "a replica repeats every deletion and every corruption within seconds: it is no backup"

_owner(null) := null

_owner(arn) := split(arn, ":")[4] if is_string(arn)

# With strong consistency no write is acknowledged before another Region has it; otherwise AWS promises no time.
_behind("STRONG") := 0

_behind(consistency) := null if consistency != "STRONG"

_lag("STRONG") := "without delay"

_lag(consistency) := "within seconds, which AWS does not promise" if consistency != "STRONG"
