package rules.account.trail_of_all_regions_test

import data.rules.account.trail_of_all_regions as rule
import data.testing.account as accounts
import data.testing.documents
import data.testing.trail as trails

test_one_trail_of_all_regions_is_enough if {
	every found in [[trails.recording], [_silent, trails.recording]] {
		rule.compliant with input as _account(found)
	}
}

test_what_is_compliant_has_no_findings if rule.findings == set() with input as _account([trails.recording])

test_no_trail_fails_and_says_so if {
	not rule.compliant with input as _account([])
	found := rule.findings with input as _account([])
	found == {{
		"message": "CloudTrail has no trail for this account",
		"at": "/links/trails",
		"expected": "a trail of all Regions",
		"actual": [],
	}}
}

test_a_trail_that_falls_short_fails_and_says_why if {
	every name, what in {
		"logging": "does not log",
		"multi_region": "records one Region only",
		"covers_writes": "does not record every change",
	} {
		every value in [false, null] {
			document := _account([object.union(trails.recording, {name: value})])
			not rule.compliant with input as document
			found := rule.findings with input as document
			found == {{
				"message": sprintf("trail %v %v", [trails.recording.trail_arn, what]),
				"at": sprintf("/links/trails/0/%v", [name]),
				"expected": true,
				"actual": value,
			}}
		}
	}
}

test_two_halves_make_no_whole if {
	halves := [
		object.union(trails.recording, {"logging": false}),
		object.union(trails.recording, {"covers_writes": false}),
	]
	not rule.compliant with input as _account(halves)
}

test_unknown_proves_nothing if not rule.compliant with input as _account(null)

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(_account([trails.recording]))
}

_silent := object.union(trails.recording, {"covers_writes": false, "covers_deletes": false})

_account(found) := documents.linked(accounts.document, {"trails": found})
