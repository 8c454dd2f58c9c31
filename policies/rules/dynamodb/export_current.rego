# METADATA
# title: A full export of the table completed, and is recent enough
# description: >-
#   An export to S3 is the copy of a table that depends on neither DynamoDB nor AWS Backup, and that can be read,
#   sampled and kept for as long as its bucket keeps it. What counts is the moment of the table that it holds.
#   Incremental exports only add to a full one. DynamoDB lists the exports of the last 90 days.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-011
#   severity: medium
#   kind: dynamodb.table
#   needs: [/links/exports]
#   part_suffices: [/links/exports]
#   requires: [export_max_age_days]
#   covers: [18, 76]
#   controls:
#     nist_800_53_r5: [CP-9, "CP-9(3)", AU-11]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [A1.2]
#     hipaa: [164.308(a)(7)(ii)(A)]
#     cis_controls_8_1: ["8.10", "11.2"]
#     nist_csf_2: [PR.DS-11]
#     fedramp_20x: [KSI-RPL-03]
#     nis2: [2024/2690 annex 4.2]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Export the table now (point-in-time recovery has to be on), and schedule it.
#     `aws dynamodb export-table-to-point-in-time --table-arn {id} --s3-bucket BUCKET --region {region}`
package rules.dynamodb.export_current

import data.lib.moments
import data.lib.retention

compliant if {
	is_array(input.links.exports)
	some group in input.links.exports
	group.status == "COMPLETED"
	group.type == "FULL_EXPORT"
	moments.age(group.export_time, input.taken_at, input.as_of) <= input.requires.export_max_age_days * moments.day
}

findings contains {
	"message": sprintf(
		"the newest full export holds the table of %v ago; tier %v requires at most %v",
		[moments.spoken(age), input.profile.tier, retention.spoken(input.requires.export_max_age_days)],
	),
	"at": "/links/exports",
	"expected": sprintf("of %v or later", [moments.shifted(input.as_of, 0 - allowed)]),
	"actual": newest,
} if {
	allowed := input.requires.export_max_age_days * moments.day
	newest := max(_completed)
	age := moments.seconds_between(newest, input.as_of)
	age > allowed
}

findings contains {
	"message": sprintf(
		"no full export completed in the last 90 days%v; tier %v requires one every %v",
		[_tried(input.links.exports), input.profile.tier, retention.spoken(input.requires.export_max_age_days)],
	),
	"at": "/links/exports",
	"expected": "a full export that completed",
	"actual": null,
} if {
	is_array(input.links.exports)
	count(_completed) == 0
}

_completed contains group.export_time if {
	is_array(input.links.exports)
	some group in input.links.exports
	group.status == "COMPLETED"
	group.type == "FULL_EXPORT"
}

_tried(exports) := sprintf(" (%v failed)", [failed]) if {
	failed := sum([group.count | is_array(exports); some group in exports; group.status == "FAILED"])
	failed > 0
} else := ""
