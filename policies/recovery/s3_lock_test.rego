package recovery.s3_lock_test

import data.recovery.s3_lock

test_a_compliance_lock_holds_against_everybody_for_as_long_as_content_has_to_be_kept if {
	[path] := s3_lock.paths with input as _bucket("COMPLIANCE", 90)
	path.traits == _whole | {"outlives_account"}
	path.immutable_until == "2026-05-30T12:00:00Z"
}

test_a_day_less_leaves_the_older_open if {
	[path] := s3_lock.paths with input as _bucket("COMPLIANCE", 89)
	path.traits == set()
	startswith(path.why.outlives_purge, "the lock ends 89 days after a version is written")
	path.why.outlives_account == path.why.outlives_purge
}

test_a_governance_lock_is_lifted_by_an_administrator if {
	[path] := s3_lock.paths with input as _bucket("GOVERNANCE", 90)
	path.traits == _whole
	path.immutable_until == null
	contains(path.why.outlives_account, "s3:BypassGovernanceRetention")
}

test_a_key_of_the_accounts_ends_what_it_encrypts if {
	keyed := {"config": {"encryption": {"algorithm": "aws:kms"}}, "links": {"key": {"manager": "CUSTOMER"}}}
	[path] := s3_lock.paths with input as object.union(_bucket("COMPLIANCE", 90), keyed)
	path.traits == _whole
	contains(path.why.outlives_account, "schedules the deletion of the key")
}

test_a_lock_may_last_as_long_as_anything_is_kept if {
	kept := {"requires": {"content_retention_days": 365}, "links": {"retention": {"kept_max_days": 90}}}
	[path] := s3_lock.paths with input as object.union(_bucket("COMPLIANCE", 90), kept)
	"outlives_purge" in path.traits
}

test_a_lock_without_a_default_is_told_object_by_object if {
	document := object.union(_bucket("COMPLIANCE", 90), {"config": {"object_lock": {"mode": null}}})
	s3_lock.paths == [] with input as document
	count(s3_lock.doubts) == 1 with input as document
	s3_lock.doubts == [] with input as _bucket("COMPLIANCE", 90)
}

test_without_a_lock_versions_can_be_purged if {
	document := object.union(_bucket("COMPLIANCE", 90), {"config": {"object_lock": {"enabled": false}}})
	s3_lock.paths == [] with input as document
	count(s3_lock.fallen) == 1 with input as document
	s3_lock.fallen == [] with input as _bucket("COMPLIANCE", 90)
}

_whole := {"keeps_deleted", "keeps_overwritten", "outlives_purge", "outlives_resource", "reaches_back"}

_bucket(mode, days) := {
	"kind": "s3.bucket",
	"account": "111122223333",
	"region": "eu-central-1",
	"config": {
		"versioning": {"status": "Enabled"},
		"encryption": {"algorithm": "AES256"},
		"object_lock": {"enabled": true, "mode": mode, "default_retention_days": days},
	},
	"links": {"key": null, "retention": {"kept_max_days": null}},
	"requires": {"noticed_within_days": 30, "content_retention_days": 90},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}
