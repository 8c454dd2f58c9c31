package rules.s3.purges_recorded_test

import data.rules.s3.purges_recorded as rule
import data.testing.documents
import data.testing.trail as trails

test_one_trail_that_records_deletions_is_enough if {
	deletions := object.union(trails.recording, {"covers_writes": false})
	every found in [[trails.recording], [_silent, trails.recording], [deletions]] {
		rule.compliant with input as _bucket(found)
	}
}

test_what_is_compliant_has_no_findings if rule.findings == set() with input as _bucket([trails.recording])

test_no_trail_fails_and_says_so if {
	not rule.compliant with input as _bucket([])
	found := rule.findings with input as _bucket([])
	found == {{
		"message": concat(" ", [
			"no trail that CloudTrail has for this account and Region",
			"would record a purge of the bucket's objects",
		]),
		"at": "/links/trails",
		"expected": "a trail with data events of the bucket",
		"actual": [],
	}}
}

test_a_trail_of_management_events_fails_and_says_so if {
	not rule.compliant with input as _bucket([_silent])
	found := rule.findings with input as _bucket([_silent])
	found == {{
		"message": sprintf("trail %v records no deletions of all the bucket's objects for certain", [_silent.trail_arn]),
		"at": "/links/trails/0/covers_deletes",
		"expected": true,
		"actual": false,
	}}
}

test_a_trail_that_does_not_log_fails_and_says_so if {
	every logging in [false, null] {
		stopped := object.union(trails.recording, {"logging": logging})
		not rule.compliant with input as _bucket([stopped])
		found := rule.findings with input as _bucket([stopped])
		found == {{
			"message": sprintf(
				"trail %v would record deletions of the bucket's objects, but does not log",
				[stopped.trail_arn],
			),
			"at": "/links/trails/0/logging",
			"expected": true,
			"actual": logging,
		}}
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as _bucket(null)
	not rule.compliant with input as _bucket([object.union(trails.recording, {"covers_deletes": null})])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(_bucket([trails.recording]))
}

_silent := object.union(trails.recording, {"covers_writes": false, "covers_deletes": false})

_bucket(found) := documents.promised(documents.linked(documents.bucket, {"trails": found}), {"purge_audited": true})
