# METADATA
# title: Snapshots of EBS volumes, and replicas of EFS file systems
# description: >-
#   An EBS snapshot holds one moment, under the volume's key, in its Region and account; AWS makes none by itself. A
#   snapshot lock in compliance mode keeps it from everybody once its cooling-off has ended. EFS replication repeats
#   deletions and overwrites: it is credited for the loss of a Region alone, as of the moment last replicated. (Amazon
#   EBS User Guide: "Amazon EBS snapshot lock"; Amazon EFS User Guide: "Replicating EFS file systems".)
# schemas:
#   - input: schema.input
package recovery.storage

import data.lib.moments
import data.recovery.key
import data.recovery.shared

paths := array.concat(_snapshots, _replicas)

fallen := array.concat(
	[{"mechanism": "ebs_snapshot", "because": "no completed snapshot of the volume is in the snapshot of the estate"} |
		input.kind == "ec2.volume"
		input.links.snapshots == []
	],
	[{
		"mechanism": "efs_replication",
		"because": sprintf("the replication to %v is %v", [destination.region, destination.status]),
	} |
		input.kind == "efs.file_system"
		some destination in input.config.replication.destinations
		destination.status != "ENABLED"
	],
)

_snapshots := [shared.path({
	"mechanism": "ebs_snapshot",
	"account": input.account,
	"region": input.region,
	"own_key": true,
	"cold_seconds": _thaw_seconds(group.storage_tier),
	"observed_seconds": age,
	"earliest_at": group.oldest_at,
	"latest_at": group.newest_at,
	"reach_seconds": reach,
	"immutable_until": group.locked_until,
	"traits": (({"keeps_deleted", "keeps_overwritten", "outlives_resource"} | _locked(group)) | shared.reaching(
		reach,
		input.requires,
	)),
	"why": {
		"reaches_back": sprintf("the oldest snapshot is of %v", [group.oldest_at]),
		"outlives_account": "an administrator can delete the snapshots, or the key that encrypts them",
		"other_region": "the snapshots lie in the Region of the volume",
	},
	"because": sprintf("make a volume of the snapshot of %v; nothing says when the next is made", [group.newest_at]),
	"evidence": ["/links/snapshots"],
}) |
	input.kind == "ec2.volume"
	is_array(input.links.snapshots)
	some group in input.links.snapshots
	age := shared.observed(group.newest_at, input.taken_at, input.as_of)
	reach := shared.reach(group.oldest_at, input.taken_at)
	is_number(age)
]

# Restoring from the archive takes up to 72 hours.
_thaw_seconds("archive") := 72 * moments.hour

_thaw_seconds(tier) := 0 if tier != "archive"

_locked(group) := {"outlives_account"} if {
	key.none
	moments.seconds_between(input.as_of, group.locked_until) > 0
} else := set()

_replicas := [shared.path({
	"mechanism": "efs_replication",
	"account": destination.account,
	"region": destination.region,
	"arn": null,
	"observed_seconds": shared.observed(destination.last_replicated_at, input.taken_at, input.as_of),
	"latest_at": destination.last_replicated_at,
	"traits": {"other_region"},
	"why": {trait: _follows |
		some trait in ["keeps_deleted", "keeps_overwritten", "reaches_back", "outlives_resource", "outlives_account"]
	},
	"because": sprintf(
		"fail over to the replica in %v, as of %v; AWS promises no time",
		[destination.region, destination.last_replicated_at],
	),
	"evidence": ["/config/replication"],
}) |
	input.kind == "efs.file_system"
	some destination in input.config.replication.destinations
	destination.status == "ENABLED"
	destination.region != input.region
	is_string(destination.last_replicated_at)
]

_follows := "a replica repeats every deletion and every overwrite: it is no backup"
