# METADATA
# title: Purges of objects are recorded
# description: >-
#   Deleting a version for good is a data event, and CloudTrail records those only where a trail's event selectors ask
#   for them. A trail counts while it logs, and if its selectors cover deletions of all of the bucket's objects for
#   certain. What lifecycle rules delete is no event of CloudTrail; nor are event data stores of CloudTrail Lake and
#   server access logs looked at. Without such a trail the answer is known only when trails of every enabled Region
#   were listed: one of all Regions may have its home in any.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-030
#   severity: medium
#   kind: s3.bucket
#   needs: [/links/trails]
#   part_suffices: [/links/trails]
#   requires: [purge_audited]
#   covers: [30]
#   controls:
#     aws_fsbp: [S3.22]
#     aws_config: [CLOUDTRAIL_ALL_WRITE_S3_DATA_EVENT_CHECK]
#     nist_800_53_r5: [AU-11]
#     soc_2: [CC7.4]
#     iso_27001_2022: [A.5.33]
#     cis_controls_8_1: ["8.10"]
#   remediation: >-
#     Let a trail of all Regions record the bucket's write events; the call replaces the trail's selectors, so send
#     every one. `aws cloudtrail put-event-selectors --trail-name <trail> --advanced-event-selectors file://events.json`
package rules.s3.purges_recorded

compliant if {
	input.requires.purge_audited == true
	is_array(input.links.trails)
	some trail in input.links.trails
	trail.logging == true
	trail.covers_deletes == true
}

findings contains {
	"message": "no trail that CloudTrail has for this account and Region would record a purge of the bucket's objects",
	"at": "/links/trails",
	"expected": "a trail with data events of the bucket",
	"actual": [],
} if {
	input.links.trails == []
}

findings contains {
	"message": sprintf("trail %v records no deletions of all the bucket's objects for certain", [trail.trail_arn]),
	"at": sprintf("/links/trails/%v/covers_deletes", [i]),
	"expected": true,
	"actual": false,
} if {
	is_array(input.links.trails)
	some i, trail in input.links.trails
	trail.covers_deletes == false
}

findings contains {
	"message": sprintf("trail %v would record deletions of the bucket's objects, but does not log", [trail.trail_arn]),
	"at": sprintf("/links/trails/%v/logging", [i]),
	"expected": true,
	"actual": trail.logging,
} if {
	is_array(input.links.trails)
	some i, trail in input.links.trails
	trail.covers_deletes == true
	trail.logging != true
}
