# METADATA
# title: A purge by a privileged application can be undone
# description: >-
#   A principal that may delete versions deletes all of them for good. Versioning is no lock and is not credited.
#   What helps is a copy out of its hands (AWS Backup, a replica in another account), or an Object Lock that lasts
#   as long as content has to be kept: a default retention that ends earlier leaves everything older open.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: REC-004
#   severity: critical
#   kind: s3.bucket
#   needs: [/recovery]
#   requires: [disaster_rpo_seconds, survives_purge]
#   covers: [26]
#   controls:
#     nist_800_53_r5: [CP-9, "CP-9(8)", "CP-6(1)"]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [A1.2]
#     aws_well_architected: [REL09-BP02]
#     dora: [Art. 12(3)]
#     cis_controls_8_1: ["11.3", "11.4"]
#   remediation: >-
#     Put the bucket into a backup plan, replicate it to another account, or lock versions for as long as they
#     must be kept; and deny s3:DeleteObjectVersion to whoever does not need it. `aws s3api
#     put-object-lock-configuration --region {region} --bucket {name} --object-lock-configuration
#     file://lock.json`
package rules.recovery.purge

import data.lib.recovery

compliant if {
	input.requires.survives_purge == true
	recovery.meets(input.recovery.cells.purge, input.requires.disaster_rpo_seconds)
}

unknown contains because if {
	some because in recovery.left_open(input.recovery, "purge", input.requires.disaster_rpo_seconds)
}

findings contains {
	"message": flaw.message,
	"at": flaw.at,
	"expected": flaw.expected,
	"actual": flaw.actual,
} if {
	flaw := recovery.flaw("purge", input.recovery.cells.purge, input.requires.disaster_rpo_seconds)
}
