# METADATA
# title: Replication keeps up, and nothing failed to replicate
# description: >-
#   What replicates slowly, or not at all, is not in the replica when it is needed. Of each enabled rule CloudWatch
#   tells how far the destination is behind, what waits, and what failed, once metrics are on. The latest lag must be
#   within what the tier allows, the backlog must not be at its highest of the week and rising, and nothing may have
#   failed in it: S3 does not try that again by itself. Without metrics nobody knows.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-032
#   severity: medium
#   kind: s3.bucket
#   needs: [/config/replication, /links/replication_metrics]
#   requires: [replication, replication_lag_seconds]
#   covers: [36]
#   controls:
#     nist_800_53_r5: [CP-6, "CP-9(6)"]
#     iso_27001_2022: [A.8.14]
#     soc_2: [A1.2, CC7.4]
#     aws_well_architected: [REL13-BP04]
#   remediation: >-
#     Turn metrics on in every rule, look into what holds replication up (permissions, keys, throttling), and replicate
#     what failed with a batch job.
#     `aws s3api put-bucket-replication --bucket {name} --replication-configuration file://replication.json`
package rules.s3.replication_backlog

import data.lib.moments

exempt if {
	input.requires.replication == true
	input.config.replication.configured == false
	input.config.replication.rules == []
}

compliant if {
	input.requires.replication == true
	is_number(input.requires.replication_lag_seconds)
	is_array(input.links.replication_metrics)
	some replicating in input.config.replication.rules
	replicating.enabled == true
	every rule in input.config.replication.rules {
		_told(rule, input.links.replication_metrics)
	}
	every measured in input.links.replication_metrics {
		_keeps_up(measured, input.requires.replication_lag_seconds)
	}
}

unknown contains why if {
	count(findings) == 0
	is_array(input.links.replication_metrics)
	some measured in input.links.replication_metrics
	some why in _unmeasured(measured)
}

findings contains {
	"message": sprintf("replication rule '%v' is %v behind; tier %v allows %v", [
		measured.rule_id, moments.spoken(measured.latency_seconds.latest), input.profile.tier,
		moments.spoken(input.requires.replication_lag_seconds),
	]),
	"at": sprintf("/links/replication_metrics/%v/latency_seconds/latest", [i]),
	"expected": input.requires.replication_lag_seconds,
	"actual": measured.latency_seconds.latest,
} if {
	is_array(input.links.replication_metrics)
	some i, measured in input.links.replication_metrics
	measured.latency_seconds.latest > input.requires.replication_lag_seconds
}

findings contains {
	"message": sprintf(
		"of replication rule '%v' %v %v wait, more than at any time of the week, and they grow",
		[measured.rule_id, waiting.latest, unit],
	),
	"at": sprintf("/links/replication_metrics/%v/%v/latest", [i, name]),
	"expected": sprintf("%v or less", [waiting.earlier_highest]),
	"actual": waiting.latest,
} if {
	is_array(input.links.replication_metrics)
	some i, measured in input.links.replication_metrics
	some name, unit in _waiting
	waiting := measured[name]
	_grows(waiting)
}

findings contains {
	"message": sprintf(
		"%v operations of replication rule '%v' failed within the week; S3 does not try them again",
		[measured.failed_operations, measured.rule_id],
	),
	"at": sprintf("/links/replication_metrics/%v/failed_operations", [i]),
	"expected": 0,
	"actual": measured.failed_operations,
} if {
	is_array(input.links.replication_metrics)
	some i, measured in input.links.replication_metrics
	measured.failed_operations > 0
}

_waiting := {"operations_pending": "operations", "bytes_pending": "bytes"}

_told(rule, _) if rule.enabled == false

_told(rule, measured) if {
	rule.enabled == true
	[rule.id, rule.destination_bucket_arn] in {[row.rule_id, row.destination_bucket_arn] | some row in measured}
}

_keeps_up(measured, seconds) if {
	measured.failed_operations == 0
	is_number(measured.latency_seconds.latest)
	measured.latency_seconds.latest <= seconds
	_steady(measured.operations_pending)
	_steady(measured.bytes_pending)
}

_steady(series) if series.latest == 0

_steady(series) if {
	is_number(series.slope_per_hour)
	series.slope_per_hour <= 0
}

_steady(series) if {
	is_number(series.earlier_highest)
	series.latest <= series.earlier_highest
}

_grows(series) if {
	is_number(series.earlier_highest)
	series.latest > series.earlier_highest
	series.slope_per_hour > 0
}

_unmeasured(measured) := {sprintf(
	"replication rule '%v' has no metrics, so nobody measures what waits; turn them on",
	[measured.rule_id],
)} if {
	measured.metrics == false
}

_unmeasured(measured) := {why |
	some name in ["latency_seconds", "operations_pending", "bytes_pending"]
	measured[name] == null
	why := sprintf(
		"CloudWatch has no value of the last week for %v of replication rule '%v'",
		[replace(name, "_", " "), measured.rule_id],
	)
} | {why |
	some name, _ in _waiting
	series := measured[name]
	is_object(series)
	not _steady(series)
	why := sprintf(
		"CloudWatch has too few values of the last week to tell whether %v of replication rule '%v' grow",
		[replace(name, "_", " "), measured.rule_id],
	)
} if {
	measured.metrics == true
}
