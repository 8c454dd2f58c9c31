package rules.recovery.measured_time_test

import data.rules.recovery.measured_time as rule
import data.testing.recovered

test_exactly_as_long_as_allowed_is_compliant if {
	document := recovered.document("delete", {})
	rule.compliant with input as document
	rule.unknown == set() with input as document
	rule.findings == set() with input as document
	not rule.exempt with input as document
}

test_a_second_longer_fails_and_says_so if {
	document := recovered.document("delete", {"rto_seconds": 7201})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": "a recovery took 2 h 1 s; tier enterprise allows 2 h (restore it)",
		"at": "/recovery/cells/delete/rto_seconds",
		"expected": 7200,
		"actual": 7201,
	}}
}

test_what_was_never_measured_is_unknown if {
	document := recovered.document("delete", {"rto_seconds": null})
	not rule.compliant with input as document
	rule.unknown == {"how long it takes was never measured: restore it"} with input as document
	rule.findings == set() with input as document
}

test_one_that_was_too_slow_fails_whatever_was_not_measured if {
	slow := recovered.document("delete", {"rto_seconds": 7201})
	unmeasured := object.union(recovered.cell, {"rto_seconds": null})
	document := object.union(slow, {"recovery": {"cells": {"overwrite": unmeasured}}})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
}

test_what_does_not_come_back_cannot_be_measured if {
	document := recovered.document("delete", {"status": "not_recoverable", "rto_seconds": null})
	not rule.compliant with input as document
	count(rule.unknown) == 1 with input as document
}

test_what_the_tier_does_not_ask_for_is_exempt if {
	document := recovered.document("delete", {"required": false})
	rule.exempt with input as document
	not rule.compliant with input as document
	not rule.exempt with input as recovered.unjudged("delete")
}

test_nothing_is_proven_without_an_objective if {
	document := object.union(recovered.document("delete", {}), {"requires": {"rto_seconds": null}})
	not rule.compliant with input as document
}
