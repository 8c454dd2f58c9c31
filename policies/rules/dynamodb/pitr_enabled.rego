# METADATA
# title: Point-in-time recovery is on
# description: >-
#   A table without point-in-time recovery loses everything written since its last backup when an item is
#   deleted, overwritten or corrupted. Cache tables are rebuilt, not restored, so no tier requires it of them.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-001
#   severity: critical
#   kind: dynamodb.table
#   needs: [/config/pitr]
#   requires: [pitr]
#   covers: [7, 9, 76]
#   controls:
#     aws_fsbp: [DynamoDB.2]
#     aws_config: [DYNAMODB_PITR_ENABLED]
#     nist_800_53_r5: [CP-9, CP-10, SI-12, "SI-13(5)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     hipaa: [164.308(a)(7)(ii)(A)]
#     cis_controls_8_1: ["11.2"]
#     dora: [Art. 12(1)]
#     nist_csf_2: [PR.DS-11]
#     fedramp_20x: [KSI-RPL-03]
#     nis2: [2024/2690 annex 4.2]
#     aws_well_architected: [REL09-BP01, REL09-BP03]
#   remediation: >-
#     Turn it on; it takes effect at once and reaches back to that moment only.
#     `aws dynamodb update-continuous-backups --table-name {name} --region {region}
#     --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`
package rules.dynamodb.pitr_enabled

compliant if {
	input.requires.pitr == true
	input.config.pitr.enabled == true
}

findings contains {
	"message": sprintf("point-in-time recovery is off; tier %v requires it", [input.profile.tier]),
	"at": "/config/pitr/enabled",
	"expected": true,
	"actual": false,
} if {
	input.config.pitr.enabled == false
}
