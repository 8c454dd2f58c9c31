# METADATA
# title: No key that protects anything is disabled or about to be deleted
# description: >-
#   One key often encrypts many things, and copies that nobody thinks of: the recovery points of a vault go with it. A
#   key of the customer's that is disabled, without its material, or waiting to be deleted must encrypt nothing. What
#   applications encrypt with it by themselves no snapshot can list, so a deletion is never known to be harmless.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["kms.key"]
# custom:
#   id: KMS-002
#   severity: critical
#   kind: kms.key
#   needs: [/config/deletion_at, /config/manager, /config/state, /links/encrypts]
#   requires: [key_usable]
#   covers: [53]
#   controls:
#     aws_fsbp: [KMS.3]
#     nist_800_53_r5: ["CP-9(8)"]
#     iso_27001_2022: [A.8.13]
#     gdpr: [32(1)(b)]
#   remediation: >-
#     Cancel the deletion at once, then enable the key. `aws kms cancel-key-deletion --region {region} --key-id {name}`,
#     `aws kms enable-key --region {region} --key-id {name}`
package rules.kms.deletion

exempt if {
	input.requires.key_usable == true
	input.config.manager == "AWS"
}

exempt if {
	input.requires.key_usable == true
	input.config.manager == "CUSTOMER"
	input.config.state in {"Creating", "Disabled", "PendingImport", "Unavailable"}
	input.links.encrypts.complete == true
	input.links.encrypts.resources == []
}

compliant if {
	input.requires.key_usable == true
	input.config.manager == "CUSTOMER"
	input.config.state in {"Enabled", "Updating"}
	is_null(input.config.deletion_at)
}

unknown contains sprintf(
	"the key is %v, and nothing that this snapshot knows is encrypted with it",
	[input.config.state],
) if {
	is_string(input.config.state)
	input.links.encrypts.resources == []
}

findings contains {
	"message": sprintf(
		"the key is %v%v, and it encrypts %v: %v",
		[input.config.state, _until(input.config.deletion_at), _counted(used), concat(", ", used.examples)],
	),
	"at": "/config/state",
	"expected": "Enabled",
	"actual": input.config.state,
} if {
	some used in input.links.encrypts.resources
}

_until(null) := ""

_until(moment) := sprintf(" and will be deleted at %v", [moment]) if is_string(moment)

_counted(used) := sprintf("%v of kind %v", [used.count, used.kind])
