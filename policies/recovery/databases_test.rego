package recovery.databases_test

import data.recovery.databases

test_automated_backups_go_with_the_database if {
	found := databases.paths with input as _instance({})
	found[0].mechanism == "rds_pitr"
	found[0].traits == {"keeps_deleted", "keeps_overwritten", "reaches_back"}
	found[0].observed_seconds == 300
}

test_a_young_window_does_not_reach_back_unless_the_database_is_as_young if {
	late := {"earliest_restorable_at": "2026-02-20T12:00:00Z"}
	found := databases.paths with input as _instance(late)
	not "reaches_back" in found[0].traits
	young := databases.paths with input as _instance(object.union(late, {"created_at": "2026-02-20T11:00:00Z"}))
	"reaches_back" in young[0].traits
}

test_without_automated_backups_it_says_so if {
	off := _instance({"backup_retention_days": 0})
	databases.paths == [] with input as off
	count(databases.fallen) == 1 with input as off
	databases.fallen == [] with input as _instance({})
}

test_a_manual_snapshot_stays if {
	found := databases.paths with input as _instance({
		"backup_retention_days": 0,
		"snapshots": {"manual": 1, "newest_manual_at": "2026-02-20T12:00:00Z"},
	})
	found[0].traits == {"keeps_deleted", "keeps_overwritten", "outlives_resource"}
}

test_replicated_backups_lie_in_another_region if {
	replica := {"arn": "arn:backup", "region": "eu-west-1"}
	document := _instance({"backup_retention_days": 0, "backup_replicas": [replica]})
	found := databases.paths with input as document
	found[0].traits == {"keeps_deleted", "keeps_overwritten", "other_region"}
}

test_a_global_database_is_credited_for_the_region_alone if {
	document := object.union(_instance({"backup_retention_days": 0}), {
		"kind": "rds.cluster",
		"config": {"global_cluster": {"members": [
			{"cluster_arn": "arn:aws:rds:eu-central-1:111122223333:cluster:a", "writer": true},
			{"cluster_arn": "arn:aws:rds:eu-west-1:111122223333:cluster:b", "writer": false},
		]}},
	})
	found := databases.paths with input as document
	count(found) == 1
	found[0].traits == {"other_region"}
	found[0].region == "eu-west-1"
}

_instance(changes) := {
	"kind": "rds.instance",
	"account": "111122223333",
	"region": "eu-central-1",
	"config": object.union(
		{
			"created_at": "2024-05-01T08:00:00Z",
			"backup_retention_days": 35,
			"earliest_restorable_at": "2026-01-25T12:00:00Z",
			"latest_restorable_at": "2026-03-01T11:55:00Z",
			"snapshots": {"manual": 0, "newest_manual_at": null},
			"backup_replicas": [],
		},
		changes,
	),
	"requires": {"noticed_within_days": 30},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}
