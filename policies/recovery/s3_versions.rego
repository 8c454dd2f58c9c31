# METADATA
# title: Versions of the objects in an S3 bucket
# description: >-
#   In a versioned bucket a deletion adds a marker and an overwrite a version; what was there stays for as long as
#   lifecycle leaves it (links.retention). It is no protection from whoever deletes versions, nor from whoever changes
#   lifecycle. While versioning is suspended, what is written or deleted replaces what was written so for good. (Amazon
#   S3 User Guide: "Deleting object versions from a versioning-enabled bucket", "Adding objects to
#   versioning-suspended buckets".)
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
package recovery.s3_versions

import data.lib.moments
import data.lib.retention
import data.recovery.shared

fallen := [{"mechanism": "s3_versioning", "because": because} |
	because := _unversioned[input.config.versioning.status]
]

_unversioned := {
	"Disabled": "the bucket is not versioned, so what is deleted or overwritten is gone",
	"Suspended": "versioning is suspended, so what is written or deleted replaces what was there for good",
}

paths := [shared.path({
	"mechanism": "s3_versioning",
	"account": input.account,
	"region": input.region,
	"own_key": true,
	"cold_seconds": _cold(kept.cold_restore_hours),
	"promised_seconds": 0,
	"observed_seconds": 0,
	"continuous": true,
	"earliest_at": _since(kept.deleted_min_days),
	"latest_at": input.taken_at,
	"reach_seconds": reach,
	"traits": ({"keeps_deleted", "keeps_overwritten"} | _reaching(reach)),
	"why": {
		"reaches_back": sprintf("old versions stay for %v only", [retention.spoken(kept.deleted_min_days)]),
		"outlives_purge": "versioning is no lock: whoever may delete versions deletes them for good",
		"outlives_resource": "the versions go with the bucket",
		"outlives_account": "an administrator deletes the versions, or has lifecycle delete them within two days",
		"other_region": "the versions lie in the bucket's Region",
		"restores_configuration": "versions hold objects, and no setting of the bucket",
	},
	"because": sprintf(
		"bring back the version that was there before; old versions stay for %v",
		[retention.spoken(kept.deleted_min_days)],
	),
	"evidence": ["/config/versioning", "/links/retention"],
}) |
	input.config.versioning.status == "Enabled"
	kept := input.links.retention
	kept.versioned == true
	kept.deleted_min_days != 0
	reach := shared.seconds(kept.deleted_min_days)
]

_reaching(null) := {"reaches_back"}

_reaching(seconds) := shared.reaching(seconds, input.requires) if is_number(seconds)

_cold(hours) := hours * moments.hour if is_number(hours)

else := 0

_since(null) := null

_since(days) := moments.shifted(input.taken_at, 0 - (days * moments.day)) if is_number(days)
