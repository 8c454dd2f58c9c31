# METADATA
# title: Object Lock holds new versions in the mode and for the time that the tier requires
# description: >-
#   The default retention locks every new version; older ones are not locked by it. In COMPLIANCE mode nobody removes
#   a version before its date, root included; GOVERNANCE falls to whoever has s3:BypassGovernanceRetention. Object
#   Lock without a default retention locks nothing by itself.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-006
#   severity: high
#   kind: s3.bucket
#   needs: [/config/object_lock]
#   requires: [object_lock_days, object_lock_mode]
#   covers: [27]
#   controls:
#     aws_fsbp: [S3.15]
#     aws_config: [S3_BUCKET_DEFAULT_LOCK_ENABLED]
#     nist_800_53_r5: ["CP-9(7)", "CP-9(8)", SI-12]
#     iso_27001_2022: [A.5.33]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.3"]
#     sec_17a_4: [17a-4(f), FINRA 4511, CFTC 1.31]
#   remediation: >-
#     Set the default retention, after deciding that nobody may undo it; versions that exist already need a batch
#     job. `aws s3api put-object-lock-configuration --bucket {name} --object-lock-configuration file://lock.json`
package rules.s3.object_lock

import data.lib.retention

compliant if {
	input.config.object_lock.enabled == true
	_rank[input.config.object_lock.mode] >= _rank[input.requires.object_lock_mode]
	is_number(input.config.object_lock.default_retention_days)
	input.config.object_lock.default_retention_days >= input.requires.object_lock_days
}

findings contains {
	"message": sprintf(
		"Object Lock is off; tier %v requires %v mode for %v",
		[input.profile.tier, input.requires.object_lock_mode, retention.spoken(input.requires.object_lock_days)],
	),
	"at": "/config/object_lock/enabled",
	"expected": true,
	"actual": false,
} if {
	input.config.object_lock.enabled == false
}

findings contains {
	"message": sprintf(
		"Object Lock is on without a default retention, so it locks nothing by itself; tier %v requires %v mode for %v",
		[input.profile.tier, input.requires.object_lock_mode, retention.spoken(input.requires.object_lock_days)],
	),
	"at": "/config/object_lock/mode",
	"expected": input.requires.object_lock_mode,
	"actual": null,
} if {
	input.config.object_lock.enabled == true
	is_null(input.config.object_lock.mode)
}

findings contains {
	"message": sprintf(
		"Object Lock is in %v mode, which s3:BypassGovernanceRetention undoes; tier %v requires %v",
		[input.config.object_lock.mode, input.profile.tier, input.requires.object_lock_mode],
	),
	"at": "/config/object_lock/mode",
	"expected": input.requires.object_lock_mode,
	"actual": input.config.object_lock.mode,
} if {
	input.config.object_lock.enabled == true
	_rank[input.config.object_lock.mode] < _rank[input.requires.object_lock_mode]
}

findings contains {
	"message": sprintf(
		"Object Lock holds new versions for %v; tier %v requires %v",
		[retention.spoken(days), input.profile.tier, retention.spoken(input.requires.object_lock_days)],
	),
	"at": "/config/object_lock/default_retention_days",
	"expected": input.requires.object_lock_days,
	"actual": days,
} if {
	input.config.object_lock.enabled == true
	days := input.config.object_lock.default_retention_days
	is_number(days)
	days < input.requires.object_lock_days
}

_rank := {"GOVERNANCE": 1, "COMPLIANCE": 2}
