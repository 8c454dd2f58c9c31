# METADATA
# title: Old versions do not pile up without end
# description: >-
#   Every overwrite of a versioned object leaves a version that is paid for like an object. Without a rule that deletes
#   noncurrent versions, or keeps the newest few only, their cost has no bound. That is a choice one can make, and is
#   told for that.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-014
#   severity: info
#   kind: s3.bucket
#   needs: [/links/retention]
#   requires: [cost_drivers]
#   covers: [102]
#   controls:
#     aws_fsbp: [S3.10]
#     aws_config: [S3_VERSION_LIFECYCLE_POLICY_CHECK]
#     nist_800_53_r5: [SI-12]
#   remediation: >-
#     Delete noncurrent versions after the time that the tier requires, or later; the call replaces the whole
#     configuration, so send every rule.
#     `aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json`
package rules.s3.noncurrent_versions_end

import data.lib.regions

compliant if {
	input.requires.cost_drivers == true
	every region in input.links.retention.regions {
		_bounded(region)
	}
}

findings contains {
	"message": sprintf(
		"noncurrent versions of %v stay without end",
		[regions.spoken(region, input.links.retention.regions)],
	),
	"at": sprintf("/links/retention/regions/%v/deleted_max_days", [i]),
	"expected": "a number of days",
	"actual": region.deleted_max_days,
} if {
	some i, region in input.links.retention.regions
	not _bounded(region)
}

_bounded(region) if is_number(region.deleted_max_days)

_bounded(region) if {
	is_number(region.keeps_newest)
	region.keeps_newest > 0
}
