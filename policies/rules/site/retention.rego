# METADATA
# title: A site's documents are kept as long as its tier requires
# description: >-
#   All sites of a FormKiQ installation share one documents bucket, and lifecycle rules go by prefix: a rule for the
#   prefix of a site shortens what is kept for it alone, and a site may have been promised more than the bucket. Judged
#   for the regions of the bucket's effective retention that the site's prefix meets; the default site has no prefix, so
#   all count that are not of another site.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["formkiq.site"]
# custom:
#   id: SITE-001
#   severity: high
#   kind: formkiq.site
#   needs: [/links/retention]
#   requires: [noncurrent_retention_days, content_retention_days]
#   covers: [99]
#   controls:
#     nist_800_53_r5: [CP-9, SI-12]
#     iso_27001_2022: [A.5.33, A.8.10]
#     soc_2: [A1.2, C1.2]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     Raise the days in the rules named, or take the site's prefix out of them; the call replaces the whole
#     configuration, so send every rule.
#     `aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration file://lifecycle.json`
package rules.site.retention

import data.lib.moments
import data.lib.regions
import data.lib.retention

compliant if {
	is_number(input.requires.noncurrent_retention_days)
	is_number(input.requires.content_retention_days)
	input.links.retention.versioned == true
	every region in input.links.retention.regions {
		retention.lasts(region.deleted_min_days, input.requires.noncurrent_retention_days)
		retention.lasts(region.current_min_days, input.requires.content_retention_days)
		_far_enough(region.expires_at, input.requires.content_retention_days, input.as_of)
	}
}

findings contains {
	"message": sprintf(
		"%v is not versioned: what is overwritten or deleted in site %v is lost",
		[input.links.retention.bucket_arn, input.name],
	),
	"at": "/links/retention/versioned",
	"expected": true,
	"actual": false,
} if {
	input.links.retention.versioned == false
}

findings contains {
	"message": sprintf("in %v, %v of site %v %v for %v only%v; tier %v requires %v", [
		input.links.retention.bucket_arn, regions.spoken(region, input.links.retention.regions), input.name,
		promise.what, retention.spoken(days), regions.decided_by(region[promise.by]), input.profile.tier,
		retention.spoken(needed),
	]),
	"at": sprintf("/links/retention/regions/%v/%v", [i, promise.of]),
	"expected": needed,
	"actual": days,
} if {
	input.links.retention.versioned == true
	some i, region in input.links.retention.regions
	some promise in _promises
	days := region[promise.of]
	needed := promise.days
	not retention.lasts(days, needed)
}

findings contains {
	"message": sprintf("in %v, %v of site %v all expire from %v on; tier %v requires %v", [
		input.links.retention.bucket_arn, regions.spoken(region, input.links.retention.regions), input.name,
		region.expires_at, input.profile.tier, retention.spoken(input.requires.content_retention_days),
	]),
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

_promises := [
	{
		"of": "deleted_min_days",
		"days": input.requires.noncurrent_retention_days,
		"what": "that are overwritten or deleted can be restored",
		"by": "deleted_by",
	},
	{"of": "current_min_days", "days": input.requires.content_retention_days, "what": "stay", "by": "current_by"},
]
