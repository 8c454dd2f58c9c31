# METADATA
# title: Somebody decided how long objects and their versions stay
# description: >-
#   A bucket without lifecycle rules keeps everything for ever: safe from loss, but nobody decided it, and cost has
#   no bound. Rules that are disabled, or that only tidy up (incomplete uploads, lone delete markers), decide nothing
#   about data, and rules for some prefixes, tags or sizes nothing about the rest.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-004
#   severity: low
#   kind: s3.bucket
#   needs: [/config/lifecycle, /links/retention]
#   requires: [lifecycle_decided]
#   covers: [25]
#   controls:
#     aws_fsbp: [S3.10, S3.13]
#     aws_config: [S3_LIFECYCLE_POLICY_CHECK]
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.8.10]
#     soc_2: [C1.2]
#     gdpr: [5(1)(e)]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     Decide with the data's owner how long noncurrent versions stay, no shorter than the tier requires, and set it.
#     `aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json`
package rules.s3.lifecycle_decided

import data.lib.regions

compliant if {
	input.requires.lifecycle_decided == true
	input.config.lifecycle.configured == true
	every region in input.links.retention.regions {
		count(region.rules) > 0
	}
}

findings contains {
	"message": "no lifecycle configuration: retention is undecided, and the cost of old versions has no bound",
	"at": "/config/lifecycle/configured",
	"expected": true,
	"actual": false,
} if {
	input.config.lifecycle.configured == false
}

findings contains {
	"message": sprintf(
		"nothing decides how long %v stay, or their versions (%v of %v rules are enabled)",
		[regions.spoken(region, input.links.retention.regions), count(enabled), count(input.config.lifecycle.rules)],
	),
	"at": sprintf("/links/retention/regions/%v/rules", [i]),
	"expected": "an enabled rule that expires or moves objects or noncurrent versions",
	"actual": [],
} if {
	input.config.lifecycle.configured == true
	enabled := [rule | some rule in input.config.lifecycle.rules; rule.enabled == true]
	some i, region in input.links.retention.regions
	count(region.rules) == 0
}
