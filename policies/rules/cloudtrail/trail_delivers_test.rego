package rules.cloudtrail.trail_delivers_test

import data.rules.cloudtrail.trail_delivers as rule
import data.testing.cloudtrail_trail as trails
import data.testing.documents

test_a_delivery_as_old_as_the_tier_allows_is_compliant if {
	document := _logging({"latest_delivery_at": "2026-03-30T12:00:00Z", "latest_digest_at": null})
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_a_second_more_fails_and_says_so if {
	document := _logging({"latest_delivery_at": "2026-03-30T11:59:59Z", "latest_digest_at": null})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the last log file or digest arrived 1 day 1 s before; tier enterprise allows 1 day",
		"at": "/config/logging/latest_delivery_at",
		"expected": "2026-03-30T12:00:00Z or later",
		"actual": "2026-03-30T11:59:59Z",
	}}
}

test_a_recent_digest_shows_that_a_quiet_trail_delivers if {
	rule.compliant with input as _logging({"latest_delivery_at": "2026-03-01T00:00:00Z"})
	rule.compliant with input as _logging({"latest_delivery_at": null})
}

test_a_stopped_trail_fails_and_says_so if {
	document := _logging({"on": false})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the trail does not log",
		"at": "/config/logging/on",
		"expected": true,
		"actual": false,
	}}
}

test_a_delivery_that_failed_fails_and_says_so if {
	document := _logging({"latest_delivery_error": "AccessDenied"})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "the last delivery to the bucket failed: AccessDenied"
	finding.actual == "AccessDenied"
}

test_a_trail_that_never_delivered_fails_unless_it_was_just_started if {
	silent := {"latest_delivery_at": null, "latest_digest_at": null}
	document := _logging(silent)
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.message == "no log file and no digest ever arrived in the bucket"
	sure := rule.unknown with input as document
	sure == set()
	fresh := _logging(object.union(silent, {"started_at": "2026-03-31T10:00:00Z"}))
	not rule.compliant with input as fresh
	unsure := rule.unknown with input as fresh
	unsure == {"the trail was started 2 h before, and may have had nothing to deliver yet"}
}

test_a_moment_that_had_not_come_proves_nothing if {
	document := _logging({"latest_delivery_at": "2026-04-02T12:00:00Z", "latest_digest_at": null})
	not rule.compliant with input as documents.judged_for(document, "2026-04-03T00:00:00Z")
}

test_a_trail_of_another_account_is_exempt if {
	document := documents.configured(trails.trail, {"owner_account": documents.vault_account, "organization": true})
	rule.exempt with input as document
	not rule.compliant with input as document
	not rule.exempt with input as trails.trail
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(trails.trail, {"logging": null})
	not rule.compliant with input as _logging({"on": null})
}

test_nothing_required_proves_nothing if {
	document := documents.unpromised(trails.trail)
	not rule.compliant with input as document
	not rule.exempt with input as document
}

_logging(changes) := documents.configured(trails.trail, {"logging": changes})
