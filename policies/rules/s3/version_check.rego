# METADATA
# title: Somebody checked that the documents in the metadata exist as object versions
# description: >-
#   Metadata that points to a version which is gone shows a document that nobody can open. Safehold does not ask S3 for
#   the versions that the metadata names; it takes the word of a restore test with the topic object_restore that looked
#   at documents, which goes from the metadata to the version and opens it.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-033
#   severity: low
#   kind: s3.bucket
#   needs: [/links/evidence]
#   requires: [version_check_days]
#   covers: [31]
#   controls:
#     nist_800_53_r5: ["CP-9(1)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.3, PI1.5]
#     cis_controls_8_1: ["11.5"]
#     aws_well_architected: [REL09-BP04]
#   remediation: >-
#     Take a sample of documents, ask for the version of each, open it, and attest it.
#     `aws s3api head-object --bucket {name} --key <key> --version-id <version>`
package rules.s3.version_check

import data.lib.evidence

compliant if {
	is_number(input.requires.version_check_days)
	count(evidence.tests(input.links.evidence, "object_restore", _asked)) > 0
}

findings contains finding if {
	some finding in evidence.untested(input.links.evidence, "object_restore", _asked)
}

_asked := {
	"days": input.requires.version_check_days,
	"checked": ["documents"],
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
