# METADATA
# title: Nothing is kept longer than it may be
# description: >-
#   The other side of retention: where storage limitation applies, everything must be gone in time, the versions below
#   delete markers included. Judged by how long an object that nobody touches lasts, from when it is written until its
#   last version is deleted: Expiration, then NoncurrentDays, or Object Lock's default retention where that is longer.
#   Keeping the newest versions however old is no end. Days are counted as S3 does, rounded up to the next midnight UTC;
#   what somebody locks or holds for longer, version by version, is not seen. No shipped tier asks for this.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-016
#   severity: medium
#   kind: s3.bucket
#   needs: [/config/object_lock, /links/retention]
#   requires: [content_max_days]
#   covers: [235]
#   controls:
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.8.10]
#     soc_2: [C1.2]
#     gdpr: [5(1)(e)]
#     pci_dss_4: [3.2.1]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     Expire current objects, and delete noncurrent versions, so that both together stay below the maximum; the call
#     replaces the whole configuration, so send every rule.
#     `aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json`
package rules.s3.kept_too_long

import data.lib.regions
import data.lib.retention

compliant if {
	is_number(input.requires.content_max_days)
	every region in input.links.retention.regions {
		_ends(region, input.requires.content_max_days)
	}
}

findings contains {
	"message": sprintf("%v are kept for %v, versions included; tier %v allows %v", [
		regions.spoken(region, input.links.retention.regions), retention.spoken(region.kept_max_days),
		input.profile.tier, retention.spoken(input.requires.content_max_days),
	]),
	"at": sprintf("/links/retention/regions/%v/kept_max_days", [i]),
	"expected": input.requires.content_max_days,
	"actual": region.kept_max_days,
} if {
	allowed := input.requires.content_max_days
	some i, region in input.links.retention.regions
	not _ends(region, allowed)
}

_ends(region, days) if {
	is_number(region.kept_max_days)
	region.kept_max_days <= days
}
