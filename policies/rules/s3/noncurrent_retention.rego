# METADATA
# title: Overwritten and deleted versions stay as long as the tier requires
# description: >-
#   Every enabled lifecycle rule that deletes noncurrent versions is judged by itself, whatever its filter: where
#   several match an object, the shortest wins. NoncurrentDays decides; NewerNoncurrentVersions only keeps some
#   versions longer. Without such a rule versions stay for ever. A bucket that is not versioned keeps none, and one
#   whose versioning is suspended replaces them.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-002
#   severity: high
#   kind: s3.bucket
#   needs: [/config/lifecycle, /config/versioning]
#   requires: [noncurrent_retention_days]
#   covers: [23]
#   controls:
#     aws_config: [S3_VERSION_LIFECYCLE_POLICY_CHECK]
#     nist_800_53_r5: [CP-9, SI-12]
#     iso_27001_2022: [A.5.33, A.8.10, A.8.13]
#     soc_2: [A1.2, C1.2]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     Raise NoncurrentDays in the rules named, or drop their NoncurrentVersionExpiration; the call replaces the whole
#     configuration, so send every rule. Versions already deleted are gone.
#     `aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json`
package rules.s3.noncurrent_retention

import data.lib.filters
import data.lib.retention

compliant if {
	is_number(input.requires.noncurrent_retention_days)
	input.config.versioning.status == "Enabled"
	every rule in input.config.lifecycle.rules {
		_keeps(rule, input.requires.noncurrent_retention_days)
	}
}

findings contains {
	"message": sprintf(
		"%v; tier %v requires noncurrent versions to stay %v",
		[
			object.get(_meaning, status, status), input.profile.tier,
			retention.spoken(input.requires.noncurrent_retention_days),
		],
	),
	"at": "/config/versioning/status",
	"expected": "Enabled",
	"actual": status,
} if {
	status := input.config.versioning.status
	status != "Enabled"
}

findings contains {
	"message": sprintf("lifecycle rule '%v' (%v) deletes noncurrent versions %v%v; tier %v requires %v", [
		rule.id, filters.spoken(rule.filter), _when(rule.noncurrent_days), _spared(rule.newer_noncurrent_versions),
		input.profile.tier, retention.spoken(input.requires.noncurrent_retention_days),
	]),
	"at": sprintf("/config/lifecycle/rules/%v/noncurrent_days", [i]),
	"expected": needed,
	"actual": rule.noncurrent_days,
} if {
	needed := input.requires.noncurrent_retention_days
	some i, rule in input.config.lifecycle.rules
	not _keeps(rule, needed)
}

_keeps(rule, _) if rule.enabled == false

_keeps(rule, _) if {
	is_null(rule.noncurrent_days)
	is_null(rule.newer_noncurrent_versions)
}

_keeps(rule, days) if {
	is_number(rule.noncurrent_days)
	rule.noncurrent_days >= days
}

_meaning := {
	"Disabled": "versioning was never enabled, so no noncurrent version is kept",
	"Suspended": "versioning is suspended, so each overwrite replaces the null version for good",
}

_when(null) := "at a time that AWS does not say"

_when(days) := sprintf("after %v", [retention.spoken(days)]) if is_number(days)

_spared(null) := ""

_spared(versions) := sprintf(" (the newest %v stay however old)", [versions]) if is_number(versions)
