# METADATA
# title: A changed or missing log file of the trail shows
# description: >-
#   With log file validation CloudTrail writes signed digests of what it delivered, so that whoever purges data cannot
#   take the record of it away unseen. An organization's trail is judged in the account that owns it.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cloudtrail.trail"]
# custom:
#   id: TRL-002
#   severity: medium
#   kind: cloudtrail.trail
#   needs: [/config/owner_account, /config/validation]
#   requires: [trail_validation]
#   covers: [75]
#   controls:
#     aws_fsbp: [CloudTrail.4]
#     nist_800_53_r5: [AU-11]
#     soc_2: [CC7.4, PI1.5]
#     iso_27001_2022: [A.5.33]
#     pci_dss_4: [10.3.4]
#   remediation: >-
#     Turn it on; it holds for what is delivered from then on.
#     `aws cloudtrail update-trail --name {name} --enable-log-file-validation`
package rules.cloudtrail.log_validation

exempt if {
	input.requires.trail_validation == true
	is_string(input.config.owner_account)
	input.config.owner_account != input.account
}

compliant if {
	input.requires.trail_validation == true
	input.config.owner_account == input.account
	input.config.validation == true
}

unknown contains "AWS does not say whether log files are validated" if is_null(input.config.validation)

findings contains {
	"message": "log file validation is off: nobody sees when a log file is changed or taken away",
	"at": "/config/validation",
	"expected": true,
	"actual": false,
} if {
	input.config.validation == false
}
