package recovery.dynamodb_copies_test

import data.recovery.dynamodb_copies

test_an_on_demand_backup_promises_nothing if {
	backup := {
		"type": "USER",
		"status": "AVAILABLE",
		"count": 1,
		"newest_at": "2026-01-20T12:00:00Z",
		"never_expires": 1,
	}
	found := dynamodb_copies.paths with input as _table({"backups": [backup]}, {})
	found[0].traits == {"keeps_deleted", "keeps_overwritten", "outlives_resource", "reaches_back"}
	found[0].promised_seconds == null
}

test_an_export_lies_where_its_bucket_does if {
	home := dynamodb_copies.paths with input as _table({"exports": [_export]}, {})
	home[0].traits == {"keeps_deleted", "keeps_overwritten", "outlives_resource"}
	elsewhere := {"bucket_account": "444455556666", "bucket_region": "eu-west-1", "sse_algorithm": "AES256"}
	away := dynamodb_copies.paths with input as _table({"exports": [object.union(_export, elsewhere)]}, {})
	count({"other_region", "outlives_account", "outlives_key"} - away[0].traits) == 0
}

test_an_export_may_be_encrypted_with_a_key_of_this_account if {
	elsewhere := {"bucket_account": "444455556666", "bucket_region": "eu-west-1", "sse_algorithm": "KMS"}
	found := dynamodb_copies.paths with input as _table({"exports": [object.union(_export, elsewhere)]}, {})
	found[0].traits & {"other_region", "outlives_account", "outlives_key"} == {"other_region"}
}

test_an_export_to_a_bucket_that_was_not_seen_is_a_doubt if {
	document := _table({"exports": [object.union(_export, {"bucket_known": false})]}, {})
	dynamodb_copies.paths == [] with input as document
	count(dynamodb_copies.doubts) == 1 with input as document
	dynamodb_copies.doubts == [] with input as _table({"exports": [_export]}, {})
}

test_an_export_that_is_not_whole_restores_nothing if {
	every part in [{"type": "INCREMENTAL_EXPORT"}, {"status": "FAILED"}, {"bucket_arn": null}] {
		dynamodb_copies.paths == [] with input as _table({"exports": [object.union(_export, part)]}, {})
	}
	failed := object.union(_export, {"status": "FAILED"})
	found := dynamodb_copies.fallen with input as _table({"exports": [failed]}, {})
	found == [{"mechanism": "dynamodb_export", "because": "an export of the table ended FAILED"}]
}

test_a_replica_is_credited_for_the_region_alone if {
	every consistency, seconds in {"STRONG": 0, "EVENTUAL": null} {
		found := dynamodb_copies.paths with input as _table({}, {"replicas": [_replica], "consistency": consistency})
		found[0].traits == {"other_region"}
		found[0].promised_seconds == seconds
		contains(found[0].why.keeps_deleted, "it is no backup")
	}
	named := object.union(_replica, {"arn": "arn:aws:dynamodb:eu-west-1:444455556666:table/orders"})
	found := dynamodb_copies.paths with input as _table({}, {"replicas": [named]})
	found[0].account == "444455556666"
}

_table(linked, config) := {
	"account": "111122223333",
	"region": "eu-central-1",
	"config": object.union({"replicas": [], "consistency": null}, config),
	"links": object.union({"backups": [], "exports": []}, linked),
	"requires": {"noticed_within_days": 30},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}

_export := {
	"bucket_known": true,
	"status": "COMPLETED",
	"type": "FULL_EXPORT",
	"export_time": "2026-02-27T12:00:00Z",
	"bucket_arn": "arn:aws:s3:::exports",
	"bucket_account": "111122223333",
	"bucket_region": "eu-central-1",
	"sse_algorithm": "KMS",
}

_replica := {"region": "eu-west-1", "arn": null, "status": "ACTIVE"}
