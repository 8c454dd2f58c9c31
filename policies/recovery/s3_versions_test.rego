package recovery.s3_versions_test

import data.recovery.s3_versions

test_versions_reach_back_as_far_as_lifecycle_leaves_them if {
	[path] := s3_versions.paths with input as _bucket("Enabled", 30)
	path.traits == {"keeps_deleted", "keeps_overwritten", "reaches_back"}
	path.reach_seconds == 2592000
	path.earliest_at == "2026-01-30T12:00:00Z"
	path.cold_seconds == 0
	[shorter] := s3_versions.paths with input as _bucket("Enabled", 29)
	shorter.traits == {"keeps_deleted", "keeps_overwritten"}
	shorter.why.reaches_back == "old versions stay for 29 days only"
}

test_versions_that_stay_for_ever_reach_back_without_bound if {
	[path] := s3_versions.paths with input as _bucket("Enabled", null)
	path.traits == {"keeps_deleted", "keeps_overwritten", "reaches_back"}
	path.reach_seconds == null
	path.earliest_at == null
}

test_cold_storage_adds_its_hours if {
	cold := {"links": {"retention": {"cold_restore_hours": 12}}}
	[path] := s3_versions.paths with input as object.union(_bucket("Enabled", null), cold)
	path.cold_seconds == 43200
}

test_nothing_stays_where_nothing_is_kept if {
	s3_versions.paths == [] with input as _bucket("Enabled", 0)
	s3_versions.paths == [] with input as _bucket("Suspended", 30)
	s3_versions.fallen == [] with input as _bucket("Enabled", 30)
}

test_what_is_not_versioned_falls_away if {
	[suspended] := s3_versions.fallen with input as _bucket("Suspended", 30)
	startswith(suspended.because, "versioning is suspended")
	[never] := s3_versions.fallen with input as _bucket("Disabled", 30)
	startswith(never.because, "the bucket is not versioned")
}

_bucket(status, days) := {
	"account": "111122223333",
	"region": "eu-central-1",
	"config": {"versioning": {"status": status}},
	"links": {"retention": {"versioned": true, "deleted_min_days": days, "cold_restore_hours": null}},
	"requires": {"noticed_within_days": 30},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}
