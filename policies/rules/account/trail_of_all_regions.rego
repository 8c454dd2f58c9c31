# METADATA
# title: A trail records what is changed in all Regions of the account
# description: >-
#   Whoever turns protection off or deletes backups may do so in any Region. A trail of all Regions must log the events
#   of management that change something; one that leaves out those of KMS does not see keys go. The organization's trail
#   counts. Without such a trail the answer is known only when trails of every enabled Region were listed: one may have
#   its home in any.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["account"]
# custom:
#   id: ACC-001
#   severity: high
#   kind: account
#   needs: [/links/trails]
#   part_suffices: [/links/trails]
#   requires: [account_trail]
#   covers: [75]
#   controls:
#     aws_fsbp: [CloudTrail.1]
#     nist_800_53_r5: [AU-11]
#     soc_2: [CC7.4]
#     iso_27001_2022: [A.5.33]
#     cis_controls_8_1: ["8.10"]
#   remediation: >-
#     Make one, with a bucket of its own and validation of log files, and start it.
#     `aws cloudtrail create-trail --name all-regions --s3-bucket-name <bucket> --is-multi-region-trail
#     --enable-log-file-validation`, then `aws cloudtrail start-logging --name all-regions`
package rules.account.trail_of_all_regions

compliant if {
	input.requires.account_trail == true
	is_array(input.links.trails)
	some trail in input.links.trails
	trail.logging == true
	trail.multi_region == true
	trail.covers_writes == true
}

findings contains {
	"message": "CloudTrail has no trail for this account",
	"at": "/links/trails",
	"expected": "a trail of all Regions",
	"actual": [],
} if {
	input.links.trails == []
}

findings contains {
	"message": sprintf("trail %v %v", [trail.trail_arn, what]),
	"at": sprintf("/links/trails/%v/%v", [i, name]),
	"expected": true,
	"actual": value,
} if {
	is_array(input.links.trails)
	some i, trail in input.links.trails
	some name, what in _faults
	value := trail[name]
	value != true
}

_faults := {
	"logging": "does not log",
	"multi_region": "records one Region only",
	"covers_writes": "does not record every change",
}
