package recovery.search_test

import data.recovery.search

test_hourly_snapshots_reach_back_14_days_and_go_with_the_domain if {
	found := search.paths with input as _domain({}, [])
	found[0].mechanism == "opensearch_automated_snapshot"
	found[0].traits == {"keeps_deleted", "keeps_overwritten"}
	soon := object.union(_domain({}, []), {"requires": {"noticed_within_days": 14}})
	reaching := search.paths with input as soon
	"reaches_back" in reaching[0].traits
}

test_a_pause_that_is_over_pauses_nothing if {
	found := search.paths with input as _domain({"automated_snapshot_pause": {"enabled": true, "state": "Completed"}}, [])
	count(found) == 1
}

test_a_pause_falls_away_with_its_reason if {
	paused := _domain({"automated_snapshot_pause": {"enabled": true, "state": "Active"}}, [])
	search.paths == [] with input as paused
	count(search.fallen) == 2 with input as paused
	count(search.fallen) == 1 with input as _domain({}, [])
}

test_manual_snapshots_stay_in_their_bucket if {
	found := search.paths with input as _domain(
		{"manual_snapshots": {
			"succeeded": 3,
			"newest_success_at": "2026-03-01T11:00:00Z",
			"oldest_success_at": "2026-01-01T00:00:00Z",
		}},
		[],
	)
	found[1].traits == {"keeps_deleted", "keeps_overwritten", "outlives_resource", "reaches_back"}
	found[1].observed_seconds == 3600
}

test_an_index_that_was_built_again_comes_back if {
	found := search.paths with input as _domain({}, [_record])
	found[1].mechanism == "reindex"
	"outlives_resource" in found[1].traits
	found[1].observed_seconds == 300
	unmeasured := search.paths with input as _domain({}, [object.union(_record, {"measured_rpo_seconds": null})])
	unmeasured[1].observed_seconds == null
	every part in [{"result": "failed"}, {"checked": []}, {"topic": "table_restore"}] {
		count(search.paths) == 1 with input as _domain({}, [object.union(_record, part)])
	}
}

test_of_a_collection_nothing_is_said if {
	document := object.union(_domain({}, []), {"kind": "opensearch.collection"})
	search.paths == [] with input as document
	count(search.doubts) == 1 with input as document
	search.doubts == [] with input as _domain({}, [])
}

_domain(changes, evidence) := {
	"kind": "opensearch.domain",
	"account": "111122223333",
	"region": "eu-central-1",
	"config": object.union(
		{"created": true, "automated_snapshot_pause": {"enabled": false, "state": "Disabled"}, "manual_snapshots": null},
		changes,
	),
	"links": {"evidence": evidence},
	"requires": {"noticed_within_days": 30},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}

_record := {
	"name": "quarterly",
	"type": "restore_test",
	"topic": "search_restore",
	"dated_at": "2026-02-10T00:00:00Z",
	"expires_at": "2026-05-10T00:00:00Z",
	"result": "passed",
	"measured_rpo_seconds": 300,
	"checked": ["search_results"],
	"verified": null,
}
