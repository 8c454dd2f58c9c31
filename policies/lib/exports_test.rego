package lib.exports_test

import data.lib.exports
import data.testing.cognito_user_pool
import data.testing.documents

test_an_export_is_held_for_its_days if {
	count(exports.held([_export({})], "identity_export", _asked(92))) == 1
	count(exports.held([_export({"dated_at": "2026-03-30T12:00:00Z"})], "identity_export", _asked(1))) == 1
	exports.held([_export({"dated_at": "2026-03-30T11:59:59Z"})], "identity_export", _asked(1)) == []
}

test_nothing_else_is_an_export if {
	exports.held(null, "identity_export", _asked(92)) == []
	every part in [
		{"type": "decision"},
		{"topic": "stack_export"},
		{"verified": false},
		{"expires_at": "2026-03-31T12:00:00Z"},
		{"dated_at": "2026-05-01T00:00:00Z"},
	] {
		exports.held([_export(part)], "identity_export", _asked(92)) == []
	}
}

test_a_review_is_approved_by_somebody if {
	every type in ["approval", "decision", "export"] {
		count(exports.reviews([_export({"type": type})], "identity_export", _asked(92))) == 1
	}
	every part in [{"approved_by": []}, {"type": "restore_test"}, {"dated_at": "2025-03-15T00:00:00Z"}] {
		exports.reviews([_export(part)], "identity_export", _asked(92)) == []
	}
}

test_an_export_of_the_same_moment_is_taken_after_it if {
	exports.taken_after(_export({}), "2026-03-15T00:00:00Z")
	not exports.taken_after(_export({}), "2026-03-15T00:00:01Z")
	not exports.taken_after(_export({}), null)
}

test_absence_is_told if {
	exports.absent([_export({})], "identity_export", _asked(92)) == set()
	none := exports.absent([], "identity_export", _asked(92))
	{finding.message | some finding in none} == {"no export with the topic identity_export is recorded"}
	lapsed := exports.absent([_export({"verified": false})], "identity_export", _asked(92))
	{finding.actual | some finding in lapsed} == {["2026-03-15T00:00:00Z"]}
	some finding in lapsed
	startswith(finding.message, "no export with the topic identity_export holds: each is older than 92 days")
}

test_a_missing_review_is_told if {
	exports.unreviewed([_export({})], "identity_export", _asked(92)) == set()
	found := exports.unreviewed([_export({"approved_by": []})], "identity_export", _asked(92))
	found == {{
		"message": concat("", [
			"no approved record with the topic identity_export is at most 92 days old and holds; ",
			"1 of that topic, of any age",
		]),
		"at": "/links/evidence",
		"expected": "2025-12-29T12:00:00Z or later, approved by somebody",
		"actual": ["2026-03-15T00:00:00Z"],
	}}
}

_export(part) := object.union(cognito_user_pool.export, part)

_asked(days) := {"days": days, "taken_at": documents.taken_at, "as_of": documents.as_of}
