# METADATA
# title: Object versions are kept
# description: >-
#   Without versioning an overwrite or a deletion is final. Suspended is no better for what is written from then on:
#   each write takes the version id null and replaces the null version before it for good.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-001
#   severity: critical
#   kind: s3.bucket
#   needs: [/config/versioning]
#   requires: [versioning]
#   covers: [22]
#   controls:
#     aws_fsbp: [S3.14]
#     aws_config: [S3_BUCKET_VERSIONING_ENABLED]
#     nist_800_53_r5: [CP-9, CP-10, SI-12, "SI-13(5)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     hipaa: [164.308(a)(7)(ii)(A)]
#     cis_controls_8_1: ["11.2"]
#     nist_csf_2: [PR.DS-11]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Turn it on; it protects what is written from then on.
#     `aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status=Enabled`
package rules.s3.versioning_enabled

compliant if {
	input.requires.versioning == true
	input.config.versioning.status == "Enabled"
}

findings contains {
	"message": sprintf("%v; tier %v requires versioning", [object.get(_meaning, status, status), input.profile.tier]),
	"at": "/config/versioning/status",
	"expected": "Enabled",
	"actual": status,
} if {
	status := input.config.versioning.status
	status != "Enabled"
}

_meaning := {
	"Disabled": "versioning was never enabled: an overwrite or a deletion is final",
	"Suspended": "versioning is suspended: what is overwritten or deleted from now on is lost, older versions stay",
}
