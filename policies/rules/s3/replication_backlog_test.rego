package rules.s3.replication_backlog_test

import data.rules.s3.replication_backlog as rule
import data.testing.documents
import data.testing.replication_metrics as metrics

test_a_lag_that_the_tier_just_allows_is_compliant if {
	rule.compliant with input as _bucket([_lagging(3600)])
	rule.findings == set() with input as _bucket([_lagging(3600)])
}

test_a_second_more_fails_and_says_so if {
	document := _bucket([_lagging(3601)])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "replication rule 'everything-to-ireland' is 1 h 1 s behind; tier enterprise allows 1 h",
		"at": "/links/replication_metrics/0/latency_seconds/latest",
		"expected": 3600,
		"actual": 3601,
	}}
}

test_a_backlog_that_is_no_higher_than_before_or_falls_is_compliant if {
	every series in [
		{"latest": 0, "earlier_highest": null, "slope_per_hour": null},
		{"latest": 50, "earlier_highest": 50, "slope_per_hour": 2.5},
		{"latest": 60, "earlier_highest": 50, "slope_per_hour": -1},
	] {
		rule.compliant with input as _bucket([_waiting(series)])
	}
}

test_a_backlog_at_its_highest_and_rising_fails_and_says_so if {
	document := _bucket([_waiting({"latest": 51, "earlier_highest": 50, "slope_per_hour": 2.5})])
	not rule.compliant with input as document
	unsure := rule.unknown with input as document
	unsure == set()
	found := rule.findings with input as document
	found == {{
		"message": concat(" ", [
			"of replication rule 'everything-to-ireland' 51 operations wait,",
			"more than at any time of the week, and they grow",
		]),
		"at": "/links/replication_metrics/0/operations_pending/latest",
		"expected": "50 or less",
		"actual": 51,
	}}
}

test_one_failed_operation_fails_and_says_so if {
	document := _bucket([object.union(metrics.steady, {"failed_operations": 1})])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/replication_metrics/0/failed_operations"
	finding.message == concat("", [
		"1 operations of replication rule 'everything-to-ireland' failed within the week; ",
		"S3 does not try them again",
	])
}

test_without_metrics_it_is_unknown if {
	document := _bucket([metrics.unmeasured])
	not rule.compliant with input as document
	unsure := rule.unknown with input as document
	unsure == {concat(" ", [
		"replication rule 'everything-to-ireland' has no metrics,",
		"so nobody measures what waits; turn them on",
	])}
}

test_without_values_it_is_unknown if {
	document := _bucket([object.union(metrics.steady, {"latency_seconds": null})])
	unsure := rule.unknown with input as document
	unsure == {concat(" ", [
		"CloudWatch has no value of the last week for latency seconds",
		"of replication rule 'everything-to-ireland'",
	])}
	single := _bucket([_waiting({"latest": 5, "earlier_highest": null, "slope_per_hour": null})])
	not rule.compliant with input as single
	some why in rule.unknown with input as single
	startswith(why, "CloudWatch has too few values of the last week to tell whether operations pending")
}

test_what_is_unknown_hides_no_failure if {
	failing := object.union(metrics.unmeasured, {"rule_id": "other", "failed_operations": 3})
	unsure := rule.unknown with input as _bucket([metrics.unmeasured, failing])
	unsure == set()
}

test_every_enabled_rule_must_be_told_of if {
	not rule.compliant with input as _bucket([])
	not rule.compliant with input as _bucket([object.union(metrics.steady, {"rule_id": "other"})])
	not rule.compliant with input as _bucket(null)
}

test_a_rule_that_is_off_needs_no_metrics if {
	off := object.union(documents.replication_rule, {"id": "old", "enabled": false})
	replication := {"rules": [documents.replication_rule, off]}
	rule.compliant with input as documents.configured(_bucket([metrics.steady]), {"replication": replication})
	alone := {"rules": [off]}
	not rule.compliant with input as documents.configured(_bucket([]), {"replication": alone})
}

test_what_is_not_replicated_is_exempt if {
	document := documents.configured(_bucket([]), {"replication": {"configured": false, "rules": []}})
	rule.exempt with input as document
	not rule.exempt with input as _bucket([])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(_bucket([metrics.steady]))
}

_lagging(seconds) := object.union(metrics.steady, {"latency_seconds": {"latest": seconds}})

_waiting(series) := object.union(metrics.steady, {"operations_pending": series})

_bucket(measured) := documents.promised(
	documents.linked(documents.bucket, {"replication_metrics": measured}),
	{"replication_lag_seconds": 3600},
)
