# METADATA
# title: Snapshots of search indices, and building them again
# description: >-
#   AWS takes snapshots of a domain every hour and keeps them for 14 days in storage of its own: they go with the
#   domain. Manual snapshots lie in a bucket of the customer's and stay. An index is derived data: building it again
#   from the sources is a path where a test of it passed. AWS Backup does not know OpenSearch, so nothing of it is
#   credited here. Of a serverless collection AWS does not say how long its hourly snapshots stay, and nobody can ask
#   for one. (Amazon OpenSearch Service Developer Guide: "Creating index snapshots", "Backing up collections".)
# schemas:
#   - input: schema.input
package recovery.search

import data.lib.moments
import data.recovery.proofs
import data.recovery.shared

paths := [path |
	some found in [_hourly, _manual, _rebuilt]
	some path in found
]

fallen := array.concat(
	[{"mechanism": "opensearch_automated_snapshot", "because": "AWS's hourly snapshots of this domain are paused"} |
		input.kind == "opensearch.domain"
		input.config.automated_snapshot_pause.state == "Active"
	],
	[{
		"mechanism": "reindex",
		"because": "no test of building the index again from its sources is on record, or it has expired",
	} |
		_rebuilt == []
	],
)

doubts := [{
	"mechanism": "opensearch_automated_snapshot",
	"because": "AWS does not say how long it keeps the hourly snapshots of a collection, nor how one asks for them",
	"scenarios": ["delete", "overwrite", "corruption"],
	"traits": set(),
	"better": false,
} |
	input.kind == "opensearch.collection"
]

_hour_seconds := 3600

_kept_days := 14

_hourly := [shared.path({
	"mechanism": "opensearch_automated_snapshot",
	"account": input.account,
	"region": input.region,
	"own_key": true,
	"promised_seconds": _hour_seconds,
	"reach_seconds": _kept_days * moments.day,
	"traits": ({"keeps_deleted", "keeps_overwritten"} | shared.reaching(_kept_days * moments.day, input.requires)),
	"why": {
		"reaches_back": "AWS keeps its hourly snapshots for 14 days only",
		"outlives_resource": "AWS's own snapshots go with the domain",
		"outlives_account": "an administrator deletes the domain, and its snapshots go with it",
		"other_region": "AWS's own snapshots lie in the Region of the domain",
	},
	"because": "restore one of the hourly snapshots that AWS keeps for 14 days (cs-automated)",
	"evidence": ["/config/automated_snapshot_pause", "/config/created"],
}) |
	input.kind == "opensearch.domain"
	input.config.created == true
	_running(input.config.automated_snapshot_pause)
]

_running(pause) if pause.enabled == false

_running(pause) if pause.state in {"Completed", "Disabled", "Scheduled"}

_manual := [shared.path({
	"mechanism": "opensearch_manual_snapshot",
	"account": input.account,
	"region": input.region,
	"observed_seconds": age,
	"earliest_at": snapshots.oldest_success_at,
	"latest_at": snapshots.newest_success_at,
	"reach_seconds": reach,
	"traits": ({"keeps_deleted", "keeps_overwritten", "outlives_resource"} | shared.reaching(reach, input.requires)),
	"why": {
		"reaches_back": sprintf("the oldest manual snapshot is of %v", [snapshots.oldest_success_at]),
		"outlives_account": "an administrator can empty the bucket that the snapshots lie in",
		"other_region": "that the bucket of the snapshots lies in another Region is not known",
		"outlives_key": "the key of the bucket that the snapshots lie in is not known here",
	},
	"because": sprintf(
		"restore the manual snapshot of %v from its bucket; nothing says when the next is made",
		[snapshots.newest_success_at],
	),
	"evidence": ["/config/manual_snapshots"],
}) |
	input.kind == "opensearch.domain"
	snapshots := input.config.manual_snapshots
	snapshots.succeeded > 0
	age := shared.observed(snapshots.newest_success_at, input.taken_at, input.as_of)
	reach := shared.reach(snapshots.oldest_success_at, input.taken_at)
	is_number(age)
]

_rebuilt := [shared.path({
	"mechanism": "reindex",
	"promised_seconds": 0,
	"observed_seconds": object.get(record, "measured_rpo_seconds", null),
	"traits": {"keeps_deleted", "keeps_overwritten", "reaches_back", "outlives_resource", "outlives_key"},
	"why": {
		"other_region": "the sources that the index is built from are judged by themselves",
		"outlives_account": "the sources that the index is built from are judged by themselves",
	},
	"because": sprintf(
		"build the index again from its sources, as the test '%v' of %v did",
		[record.name, record.dated_at],
	),
	"evidence": ["/links/evidence"],
}) |
	input.kind in {"opensearch.collection", "opensearch.domain"}
	some record in proofs.passed
	record.topic == "search_restore"
	"search_results" in record.checked
]
