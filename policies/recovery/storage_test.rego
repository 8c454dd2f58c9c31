package recovery.storage_test

import data.recovery.storage

test_snapshots_stay_and_reach_back_to_the_oldest if {
	[path] := storage.paths with input as _volume({})
	path.traits == {"keeps_deleted", "keeps_overwritten", "outlives_resource", "reaches_back"}
	path.observed_seconds == 86400
	path.cold_seconds == 0
}

test_a_lock_holds_until_it_ends if {
	locked := _volume({"locked_until": "2026-03-02T00:00:00Z"})
	[path] := storage.paths with input as locked
	"outlives_account" in path.traits
	[ended] := storage.paths with input as object.union(locked, {"as_of": "2026-03-02T00:00:00Z"})
	not "outlives_account" in ended.traits
}

test_the_archive_takes_three_days if {
	[path] := storage.paths with input as _volume({"storage_tier": "archive"})
	path.cold_seconds == 259200
}

test_a_volume_without_snapshots_says_so if {
	document := object.union(_volume({}), {"links": {"snapshots": []}})
	storage.paths == [] with input as document
	count(storage.fallen) == 1 with input as document
}

test_a_replica_of_files_is_credited_for_the_region_alone if {
	[path] := storage.paths with input as _files("ENABLED")
	path.traits == {"other_region"}
	path.observed_seconds == 600
	contains(path.why.keeps_deleted, "it is no backup")
}

test_a_replication_that_is_paused_falls_away if {
	storage.paths == [] with input as _files("PAUSED")
	[fallen] := storage.fallen with input as _files("PAUSED")
	fallen.because == "the replication to eu-west-1 is PAUSED"
	storage.fallen == [] with input as _files("ENABLED")
}

_volume(changes) := object.union(_document("ec2.volume", {"encrypted": false}), {"links": {"snapshots": [object.union(
	{
		"storage_tier": "standard",
		"count": 2,
		"newest_at": "2026-02-28T12:00:00Z",
		"oldest_at": "2026-01-01T12:00:00Z",
		"locked_until": null,
	},
	changes,
)]}})

_files(status) := _document("efs.file_system", {"replication": {"destinations": [{
	"region": "eu-west-1",
	"account": "111122223333",
	"status": status,
	"last_replicated_at": "2026-03-01T11:50:00Z",
}]}})

_document(kind, config) := {
	"kind": kind,
	"account": "111122223333",
	"region": "eu-central-1",
	"config": config,
	"links": {},
	"requires": {"noticed_within_days": 30},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}
