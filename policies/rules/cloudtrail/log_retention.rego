# METADATA
# title: The trail's log files stay as long as the tier requires
# description: >-
#   What happened is often asked months later. The lifecycle rules of the trail's bucket that match log files (their
#   prefix; they have no tags) decide how long they stay; the shortest wins. A bucket in an account or Region that was
#   not looked at leaves it open. An organization's trail is judged in the account that owns it.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cloudtrail.trail"]
# custom:
#   id: TRL-003
#   severity: medium
#   kind: cloudtrail.trail
#   needs: [/config/owner_account, /links/log_bucket]
#   requires: [trail_retention_days]
#   covers: [75]
#   controls:
#     nist_800_53_r5: [AU-11, SI-12]
#     soc_2: [CC7.4]
#     iso_27001_2022: [A.5.33]
#     hipaa: [164.316(b)(2)(i)]
#     pci_dss_4: [10.5.1]
#     cis_controls_8_1: ["8.10"]
#   remediation: >-
#     Raise or remove the expiration in the lifecycle rules of the bucket named; the call replaces the whole
#     configuration, so send every rule.
#     `aws s3api put-bucket-lifecycle-configuration --bucket <bucket> --lifecycle-configuration file://lifecycle.json`
package rules.cloudtrail.log_retention

import data.lib.retention

exempt if {
	is_number(input.requires.trail_retention_days)
	is_string(input.config.owner_account)
	input.config.owner_account != input.account
}

compliant if {
	is_number(input.requires.trail_retention_days)
	input.config.owner_account == input.account
	is_string(input.links.log_bucket.bucket_arn)
	retention.lasts(input.links.log_bucket.current_min_days, input.requires.trail_retention_days)
}

findings contains {
	"message": sprintf("%v keeps log files of the trail for %v; tier %v requires %v", [
		bucket.bucket_arn,
		retention.spoken(bucket.current_min_days),
		input.profile.tier,
		retention.spoken(input.requires.trail_retention_days),
	]),
	"at": "/links/log_bucket/current_min_days",
	"expected": input.requires.trail_retention_days,
	"actual": bucket.current_min_days,
} if {
	bucket := input.links.log_bucket
	bucket.current_min_days < input.requires.trail_retention_days
}
