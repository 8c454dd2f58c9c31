# METADATA
# title: Backups and snapshots of RDS
# description: >-
#   Automated backups restore any second up to the latest restorable time, typically five minutes ago. They go with
#   the database unless somebody asks to retain them when deleting it; manual snapshots stay. An Aurora global database
#   repeats deletions and corruption in its other Regions within seconds: it is credited for the loss of a Region
#   alone. (Amazon RDS User Guide: "Introduction to backups", "Retaining automated backups", "Replicating automated
#   backups to another AWS Region"; Aurora User Guide: "Using Amazon Aurora Global Database".)
# schemas:
#   - input: schema.input
package recovery.databases

import data.lib.moments
import data.recovery.shared

paths := [path |
	some found in [_window, _snapshots, _replicated, _global]
	some path in found
]

fallen := [{"mechanism": "rds_pitr", "because": "automated backups are off, so no moment of the past can be restored"} |
	input.config.backup_retention_days == 0
]

_typically_behind_seconds := 300

_window := [shared.path({
	"mechanism": "rds_pitr",
	"account": input.account,
	"region": input.region,
	"own_key": true,
	"promised_seconds": _typically_behind_seconds,
	"observed_seconds": shared.observed(input.config.latest_restorable_at, input.taken_at, input.as_of),
	"continuous": true,
	"earliest_at": earliest,
	"latest_at": input.config.latest_restorable_at,
	"reach_seconds": reach,
	"traits": ({"keeps_deleted", "keeps_overwritten"} | _reaching(earliest, reach)),
	"why": {
		"reaches_back": sprintf("automated backups reach back to %v only", [earliest]),
		"outlives_resource": "automated backups go with the database unless somebody asks to retain them then",
		"outlives_account": "an administrator can delete the automated backups",
		"other_region": "automated backups lie in the Region of the database",
	},
	"because": sprintf(
		"restore the database to a new one as of any second from %v to %v",
		[earliest, input.config.latest_restorable_at],
	),
	"evidence": ["/config/earliest_restorable_at", "/config/latest_restorable_at"],
}) |
	input.config.backup_retention_days > 0
	moments.had_come(input.config.latest_restorable_at, input.taken_at)
	earliest := input.config.earliest_restorable_at
	reach := shared.reach(earliest, input.taken_at)
]

_reaching(earliest, reach) := {"reaches_back"} if shared.whole_life(earliest, input.config.created_at)

else := {"reaches_back"} if shared.back(reach, input.requires)

else := set()

_snapshots := [shared.path({
	"mechanism": "rds_snapshot",
	"account": input.account,
	"region": input.region,
	"own_key": true,
	"observed_seconds": age,
	"earliest_at": newest,
	"latest_at": newest,
	"reach_seconds": reach,
	"traits": ({"keeps_deleted", "keeps_overwritten", "outlives_resource"} | shared.reaching(reach, input.requires)),
	"why": {
		"reaches_back": sprintf("the manual snapshot that is known by date is of %v", [newest]),
		"outlives_account": "an administrator can delete manual snapshots",
		"other_region": "the snapshot lies in the Region of the database",
	},
	"because": sprintf("restore the manual snapshot of %v; nothing says when the next is made", [newest]),
	"evidence": ["/config/snapshots"],
}) |
	input.config.snapshots.manual > 0
	newest := input.config.snapshots.newest_manual_at
	age := shared.observed(newest, input.taken_at, input.as_of)
	reach := shared.reach(newest, input.taken_at)
	is_number(age)
]

_replicated := [shared.path({
	"mechanism": "rds_backup_replica",
	"account": input.account,
	"region": replica.region,
	"arn": replica.arn,
	"continuous": true,
	"traits": {"keeps_deleted", "keeps_overwritten", "other_region"},
	"why": {
		"reaches_back": "how far back the replicated backups reach is not told",
		"outlives_resource": "it is not known that replicated backups stay when the database is deleted",
		"outlives_account": "an administrator can delete the replicated backups",
	},
	"because": sprintf(
		"restore the automated backups that are replicated to %v; how far behind they are is not told",
		[replica.region],
	),
	"evidence": ["/config/backup_replicas"],
}) |
	input.kind == "rds.instance"
	some replica in input.config.backup_replicas
	replica.region != input.region
]

_global := [shared.path({
	"mechanism": "aurora_replica",
	"account": parts[4],
	"region": parts[3],
	"arn": member.cluster_arn,
	"traits": {"other_region"},
	"why": {trait: _follows |
		some trait in ["keeps_deleted", "keeps_overwritten", "reaches_back", "outlives_account", "outlives_resource"]
	},
	"because": sprintf("promote the cluster in %v, which follows within seconds, which AWS does not promise", [parts[3]]),
	"evidence": ["/config/global_cluster"],
}) |
	input.kind == "rds.cluster"
	some member in input.config.global_cluster.members
	member.writer == false
	parts := split(member.cluster_arn, ":")
	parts[3] != input.region
]

_follows := "a cluster of a global database repeats every deletion and every corruption: it is no backup"
