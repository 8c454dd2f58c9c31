# METADATA
# title: An export lies where it should, and is newer than what it was made of
# description: >-
#   safehold.yaml says where exports of stacks and user pools are kept (scan.exports). The newest object there tells
#   when the last one was written; what is older than the last change of the stack or pool brings back something else.
#   A change of an app client or a group does not move the moment that AWS gives for a pool. Nested stacks are exported
#   with their root. Where the configuration names no place, there is none to look at.
# schemas:
#   - input: schema.input
# custom:
#   id: EXP-001
#   severity: high
#   kind: [cloudformation.stack, cognito.user_pool]
#   needs: [/links/exported]
#   part_suffices: [/links/exported]
#   requires: [exports_stored]
#   covers: [60, 64]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.2"]
#     nist_csf_2: [PR.DS-11]
#   remediation: >-
#     Export {name} again after every change: the pipeline that changes it is the place. For a stack:
#     `aws cloudformation get-template --stack-name {name} --region {region}` and `aws cloudformation describe-stacks
#     --stack-name {name} --region {region}`
package rules.exports.stored

import data.lib.moments

exempt if input.links.exported == []

exempt if {
	is_array(input.links.exported)
	some location in input.links.exported
	is_string(location.subject_root_arn)
}

compliant if {
	input.requires.exports_stored == true
	is_array(input.links.exported)
	every location in input.links.exported {
		is_null(location.subject_root_arn)
	}
	some location in input.links.exported
	is_number(location.newest_bytes)
	location.newest_bytes > 0
	moments.had_come(location.newest_at, input.taken_at)
	moments.seconds_between(location.subject_updated_at, location.newest_at) >= 0
}

findings contains {
	"message": sprintf("s3://%v/%v holds no export", [location.bucket, location.prefix]),
	"at": sprintf("/links/exported/%v/object_count", [i]),
	"expected": "an export",
	"actual": 0,
} if {
	is_array(input.links.exported)
	some i, location in input.links.exported
	location.object_count == 0
}

findings contains {
	"message": sprintf("the newest export in s3://%v/%v is of %v; the last change was on %v", [
		location.bucket,
		location.prefix,
		location.newest_at,
		location.subject_updated_at,
	]),
	"at": sprintf("/links/exported/%v/newest_at", [i]),
	"expected": sprintf("%v or later", [location.subject_updated_at]),
	"actual": location.newest_at,
} if {
	is_array(input.links.exported)
	some i, location in input.links.exported
	moments.seconds_between(location.newest_at, location.subject_updated_at) > 0
}

findings contains {
	"message": sprintf("the newest export in s3://%v/%v is empty", [location.bucket, location.prefix]),
	"at": sprintf("/links/exported/%v/newest_bytes", [i]),
	"expected": "more than 0",
	"actual": 0,
} if {
	is_array(input.links.exported)
	some i, location in input.links.exported
	location.newest_bytes == 0
}

findings contains {
	"message": sprintf("the newest export in s3://%v/%v is dated after the facts were read, so it proves nothing", [
		location.bucket,
		location.prefix,
	]),
	"at": sprintf("/links/exported/%v/newest_at", [i]),
	"expected": sprintf("%v or earlier", [input.taken_at]),
	"actual": location.newest_at,
} if {
	is_array(input.links.exported)
	some i, location in input.links.exported
	moments.seconds_between(input.taken_at, location.newest_at) > moments.day
}
