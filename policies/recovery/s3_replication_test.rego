package recovery.s3_replication_test

import data.recovery.s3_replication

test_a_replica_of_another_account_and_region_survives_all_but_its_own_key if {
	[path] := s3_replication.paths with input as _replicated({}, {})
	path.traits == {
		"keeps_deleted", "keeps_overwritten", "reaches_back",
		"other_region", "outlives_account", "outlives_key", "outlives_purge", "outlives_resource",
	}
	path.promised_seconds == null
	contains(path.because, "AWS promises no time")
}

test_time_control_promises_and_cloudwatch_observes if {
	document := object.union(_replicated({}, {"time_control_minutes": 15}), {"links": {"replication_metrics": [{
		"rule_id": "all",
		"failed_operations": 0,
		"latency_seconds": {"latest": 12, "earlier_highest": 240},
	}]}})
	[path] := s3_replication.paths with input as document
	path.promised_seconds == 900
	path.observed_seconds == 240
	not contains(path.because, "promises")
}

test_what_failed_to_be_replicated_bounds_nothing if {
	document := object.union(_replicated({}, {"time_control_minutes": 15}), {"links": {"replication_metrics": [{
		"rule_id": "all",
		"failed_operations": 1,
		"latency_seconds": {"latest": 12, "earlier_highest": 240},
	}]}})
	[path] := s3_replication.paths with input as document
	path.observed_seconds == null
}

test_what_another_rule_to_the_same_bucket_does_counts if {
	rule := object.union(_rule, {"destination_bucket_arn": "arn:aws:s3:::copy", "time_control_minutes": 15})
	logs := object.union(rule, {"id": "logs", "filter": {"prefix": "logs/"}, "delete_markers": true})
	beside := {"config": {"replication": {"rules": [rule, logs]}}}
	[path] := s3_replication.paths with input as object.union(_replicated({}, {}), beside)
	path.promised_seconds == 900
	not "keeps_deleted" in path.traits
	slow := {"config": {"replication": {"rules": [rule, object.union(logs, {"time_control_minutes": null})]}}}
	[late] := s3_replication.paths with input as object.union(_replicated({}, {}), slow)
	late.promised_seconds == null
	plain := {"config": {"replication": {"rules": [rule, object.union(logs, {"kms_objects": false})]}}}
	s3_replication.paths == [] with input as object.union(_replicated({}, {}), plain)
	off := {"config": {"replication": {"rules": [rule, object.union(logs, {"enabled": false})]}}}
	[alone] := s3_replication.paths with input as object.union(_replicated({}, {}), off)
	"keeps_deleted" in alone.traits
}

test_of_an_alias_nobody_knows_which_key_it_is if {
	[path] := s3_replication.paths with input as _replicated({"key_arn": "alias/orders"}, {})
	not "outlives_key" in path.traits
}

test_deletions_are_kept_out_only_where_the_rule_says_so if {
	every markers in [true, null] {
		[path] := s3_replication.paths with input as _replicated({}, {"delete_markers": markers})
		not "keeps_deleted" in path.traits
	}
}

test_old_versions_stay_as_long_as_the_replica_keeps_them if {
	[short] := s3_replication.paths with input as _replicated({"deleted_min_days": 10}, {})
	short.traits & {"keeps_overwritten", "reaches_back"} == {"keeps_overwritten"}
	[none] := s3_replication.paths with input as _replicated({"deleted_min_days": 0}, {})
	none.traits & {"keeps_overwritten", "reaches_back"} == set()
}

test_a_replica_of_the_same_account_is_open_to_its_administrators if {
	own := {"account": "111122223333", "region": "eu-central-1"}
	[path] := s3_replication.paths with input as _replicated(own, {})
	path.traits & {"other_region", "outlives_account", "outlives_purge"} == set()
	locked := object.union(own, {"lock_mode": "GOVERNANCE", "lock_days": 90})
	[held] := s3_replication.paths with input as _replicated(locked, {})
	held.traits & {"outlives_account", "outlives_purge"} == {"outlives_purge"}
}

test_under_the_key_of_this_account_it_outlives_a_purge_alone if {
	ours := {"key_arn": "arn:aws:kms:eu-central-1:111122223333:key/orders"}
	[path] := s3_replication.paths with input as _replicated(ours, {})
	path.traits & {"outlives_account", "outlives_key", "outlives_purge"} == {"outlives_purge"}
}

test_what_is_no_copy_falls_away_with_its_reason if {
	every case in [
		{"replica": {"versioning": "Suspended"}, "rule": {}, "says": "not versioned"},
		{"replica": {}, "rule": {"filter": {"prefix": "a/"}}, "says": "a part of the objects"},
		{"replica": {}, "rule": {"kms_objects": false}, "says": "encrypted with a key"},
		{"replica": {"shorter": [{"what": "current"}]}, "rule": {}, "says": "expires objects"},
		{"replica": {"known": false}, "rule": {}, "says": "is not known"},
	] {
		s3_replication.paths == [] with input as _replicated(case.replica, case.rule)
		found := s3_replication.fallen with input as _replicated(case.replica, case.rule)
		contains(found[0].because, case.says)
	}
}

test_keys_do_not_matter_where_none_is_used if {
	plain := object.union(
		_replicated({}, {"kms_objects": null}),
		{"config": {"encryption": {"algorithm": "AES256"}}},
	)
	count(s3_replication.paths) == 1 with input as plain
}

test_a_bucket_that_was_not_seen_is_a_doubt if {
	found := s3_replication.doubts with input as _replicated({"known": false}, {})
	contains(found[0].because, "is not in the snapshot")
	s3_replication.doubts == [] with input as _replicated({}, {})
}

_replicated(replica, rule) := {
	"kind": "s3.bucket",
	"account": "111122223333",
	"region": "eu-central-1",
	"config": {
		"encryption": {"algorithm": "aws:kms"},
		"replication": {"rules": [object.union(_rule, rule)]},
	},
	"links": {
		"key": {"arn": "arn:aws:kms:eu-central-1:111122223333:key/orders", "manager": "CUSTOMER"},
		"replicas": [object.union(_replica, replica)],
		"replication_metrics": [],
	},
	"requires": {"noticed_within_days": 30, "content_retention_days": 90},
}

_rule := {
	"id": "all",
	"enabled": true,
	"filter": {"prefix": "", "tags": {}},
	"kms_objects": true,
	"delete_markers": false,
	"time_control_minutes": null,
}

_replica := {
	"rule": "all",
	"bucket_arn": "arn:aws:s3:::copy",
	"account": "444455556666",
	"region": "eu-west-1",
	"known": true,
	"versioning": "Enabled",
	"lock_mode": null,
	"lock_days": null,
	"key_arn": "arn:aws:kms:eu-west-1:444455556666:key/copy",
	"key_state": "Enabled",
	"deleted_min_days": null,
	"shorter": [],
}
