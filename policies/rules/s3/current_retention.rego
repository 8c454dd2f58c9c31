# METADATA
# title: Lifecycle does not expire current objects earlier than the tier requires
# description: >-
#   Judged by the effective retention of every region that the filters of lifecycle rules make (prefix, tags and size),
#   and in each by the shortest Expiration of all rules that match. In an unversioned bucket expiration is final; in a
#   versioned one it adds a delete marker, and the version below it then lives only for the noncurrent retention
#   (S3-002). A fixed date expires everything the rule matches from that date on, whatever its age.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-003
#   severity: high
#   kind: s3.bucket
#   needs: [/links/retention]
#   requires: [content_retention_days]
#   covers: [24]
#   controls:
#     aws_config: [S3_LIFECYCLE_POLICY_CHECK]
#     nist_800_53_r5: [SI-12, AU-11]
#     iso_27001_2022: [A.5.33, A.8.10]
#     soc_2: [C1.2, PI1.5]
#     hipaa: [164.316(b)(2)(i)]
#     pci_dss_4: [3.2.1, 10.5.1]
#     cis_controls_8_1: ["3.4"]
#     sec_17a_4: [17a-4(f)]
#   remediation: >-
#     Raise or remove the Expiration in the rules named, or narrow their filter to what may go; the call replaces the
#     whole configuration, so send every rule.
#     `aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json`
package rules.s3.current_retention

import data.lib.moments
import data.lib.regions
import data.lib.retention

compliant if {
	is_number(input.requires.content_retention_days)
	every region in input.links.retention.regions {
		retention.lasts(region.current_min_days, input.requires.content_retention_days)
		_far_enough(region.expires_at, input.requires.content_retention_days, input.as_of)
	}
}

findings contains {
	"message": sprintf("%v expire after %v%v; tier %v requires %v", [
		regions.spoken(region, input.links.retention.regions), retention.spoken(region.current_min_days),
		regions.decided_by(region.current_by), input.profile.tier,
		retention.spoken(input.requires.content_retention_days),
	]),
	"at": sprintf("/links/retention/regions/%v/current_min_days", [i]),
	"expected": input.requires.content_retention_days,
	"actual": region.current_min_days,
} if {
	needed := input.requires.content_retention_days
	some i, region in input.links.retention.regions
	days := region.current_min_days
	not retention.lasts(days, needed)
}

findings contains {
	"message": sprintf(
		"%v all expire from %v on, whatever their age; tier %v requires %v",
		[
			regions.spoken(region, input.links.retention.regions), region.expires_at,
			input.profile.tier, retention.spoken(input.requires.content_retention_days),
		],
	),
	"at": sprintf("/links/retention/regions/%v/expires_at", [i]),
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, needed)]),
	"actual": region.expires_at,
} if {
	some i, region in input.links.retention.regions
	needed := input.requires.content_retention_days * moments.day
	moments.seconds_between(input.as_of, region.expires_at) < needed
}

_far_enough(null, _, _) := true

_far_enough(date, days, as_of) if moments.seconds_between(as_of, date) >= days * moments.day
