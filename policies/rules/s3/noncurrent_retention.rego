# METADATA
# title: Overwritten and deleted versions stay as long as the tier requires
# description: >-
#   Judged by the effective retention of every region that the filters of lifecycle rules make (prefix, tags and size),
#   and in each by the shortest NoncurrentDays of all rules that match: S3 honours the shorter expiration.
#   NewerNoncurrentVersions only keeps some versions longer, and Object Lock's default retention none that was there
#   before it. Without such a rule versions stay for ever. A bucket that is not versioned keeps none, and one whose
#   versioning is suspended replaces them.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-002
#   severity: high
#   kind: s3.bucket
#   needs: [/config/versioning, /links/retention]
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

import data.lib.regions
import data.lib.retention

compliant if {
	is_number(input.requires.noncurrent_retention_days)
	input.links.retention.versioned == true
	every region in input.links.retention.regions {
		retention.lasts(region.deleted_min_days, input.requires.noncurrent_retention_days)
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
	"message": sprintf("%v that are overwritten or deleted can be restored for %v only%v%v; tier %v requires %v", [
		regions.spoken(region, input.links.retention.regions), retention.spoken(region.deleted_min_days),
		regions.decided_by(region.deleted_by), _spared(region.keeps_newest), input.profile.tier,
		retention.spoken(needed),
	]),
	"at": sprintf("/links/retention/regions/%v/deleted_min_days", [i]),
	"expected": needed,
	"actual": region.deleted_min_days,
} if {
	needed := input.requires.noncurrent_retention_days
	input.links.retention.versioned == true
	some i, region in input.links.retention.regions
	days := region.deleted_min_days
	not retention.lasts(days, needed)
}

_meaning := {
	"Disabled": "versioning was never enabled, so no noncurrent version is kept",
	"Suspended": "versioning is suspended, so each overwrite replaces the null version for good",
}

_spared(versions) := sprintf(", but for the newest %v versions", [versions]) if {
	is_number(versions)
	versions > 0
}

else := ""
