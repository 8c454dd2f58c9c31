# METADATA
# title: The resource is classified
# description: >-
#   Neither a tag, nor discovery, nor a rule of the configuration says what kind of data this is or which tier it was
#   promised, so only the defaults are asked of it: perhaps too little, perhaps too much.
# schemas:
#   - input: schema.input
# custom:
#   id: EST-002
#   severity: medium
#   kind: [dynamodb.table, s3.bucket]
#   needs: []
#   requires: []
#   covers: []
#   controls:
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.8.13]
#     cis_controls_8_1: ["11.1"]
#     aws_well_architected: [REL09-BP01, REL13-BP01]
#   remediation: >-
#     Tag it with its tier and data type (safehold:tier and safehold:data-type, unless the configuration names others),
#     or add a classification rule to safehold.yaml.
package rules.estate.classified

compliant if input.profile.classified == true

findings contains {
	"message": sprintf(
		"nothing says what it holds or which tier it was promised: judged as %v of tier %v by default",
		[input.profile.data_type, input.profile.tier],
	),
	"at": "/profile/classified",
	"expected": true,
	"actual": false,
} if {
	input.profile.classified == false
}
