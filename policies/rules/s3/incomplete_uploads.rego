# METADATA
# title: Incomplete multipart uploads are aborted
# description: >-
#   The parts of an upload that was never completed are no object, are listed nowhere among objects, protect nothing,
#   and are paid for until somebody aborts it. One rule for the whole bucket does.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-015
#   severity: info
#   kind: s3.bucket
#   needs: [/config/lifecycle]
#   requires: [cost_drivers]
#   covers: [102]
#   controls:
#     aws_fsbp: [S3.13]
#     nist_800_53_r5: [SI-12]
#   remediation: >-
#     Add a rule with AbortIncompleteMultipartUpload for every key; the call replaces the whole configuration, so send
#     every rule.
#     `aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json`
package rules.s3.incomplete_uploads

import data.lib.filters

compliant if {
	input.requires.cost_drivers == true
	some rule in input.config.lifecycle.rules
	rule.enabled == true
	is_number(rule.abort_incomplete_multipart_days)
	filters.matches_everything(rule.filter)
}

findings contains {
	"message": "no rule for the whole bucket aborts multipart uploads that were never completed",
	"at": "/config/lifecycle/rules",
	"expected": "an enabled rule with AbortIncompleteMultipartUpload, for every key",
	"actual": [{"id": rule.id, "abort_incomplete_multipart_days": rule.abort_incomplete_multipart_days} |
		some rule in input.config.lifecycle.rules
	],
} if {
	not compliant
}
