# METADATA
# title: A site's data lies where it may
# description: >-
#   All sites of a FormKiQ installation lie in its tables and its documents bucket: two sites whose data must stay in
#   different Regions cannot share one, and one of them fails here. Judged by the Regions of the tables, of the bucket,
#   and of what these replicate to. Copies of backups are judged with each table and bucket (EST-001). Which Regions a
#   site is bound to is for the user to say, in a tier; no shipped tier does.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["formkiq.site"]
# custom:
#   id: SITE-002
#   severity: high
#   kind: formkiq.site
#   needs: [/links/places]
#   requires: [residency_regions]
#   covers: [99]
#   controls:
#     nist_800_53_r5: [CP-6]
#     iso_27001_2022: [A.5.33]
#     soc_2: [C1.2]
#     gdpr: [32(1)(b)]
#   remediation: >-
#     Give the site an installation of its own in a Region that it may lie in, move its documents there, and delete them
#     here; end replication to Regions that it may not lie in.
#     `aws s3api delete-bucket-replication --bucket BUCKET`
package rules.site.residency

compliant if {
	is_array(input.requires.residency_regions)
	is_array(input.links.places)
	count(input.links.places) > 0
	every place in input.links.places {
		place.region in input.requires.residency_regions
	}
}

findings contains {
	"message": sprintf("data of site %v lies in %v: %v %v; tier %v allows %v", [
		input.name, place.region, _spoken[place.what], place.arn, input.profile.tier,
		concat(", ", sort(input.requires.residency_regions)),
	]),
	"at": sprintf("/links/places/%v/region", [i]),
	"expected": sprintf("one of %v", [concat(", ", sort(input.requires.residency_regions))]),
	"actual": place.region,
} if {
	is_array(input.links.places)
	some i, place in input.links.places
	region := place.region
	is_string(region)
	count([allowed | some allowed in input.requires.residency_regions; allowed == region]) == 0
}

_spoken := {
	"bucket": "the documents bucket",
	"replica": "a replica of the table",
	"replication": "a replica of the documents bucket",
	"table": "the table",
}
