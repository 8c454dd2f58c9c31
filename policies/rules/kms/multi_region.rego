# METADATA
# title: A key that cannot leave its Region otherwise is replicated to another
# description: >-
#   AWS encrypts copies anew, with a key of the Region that they go to. What was signed or given an HMAC is only ever
#   verified or made again with the same key, whose material never leaves KMS: unless it was created as a multi-Region
#   key, and has a replica in another Region, all of that is lost with the Region. A single-Region key cannot be made
#   one (AWS KMS Developer Guide, "Multi-Region keys").
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["kms.key"]
# custom:
#   id: KMS-003
#   severity: medium
#   kind: kms.key
#   needs:
#     - /config/manager
#     - /config/multi_region
#     - /config/primary
#     - /config/replicas
#     - /config/spec
#     - /config/usage
#   requires: [key_multi_region]
#   covers: [89]
#   controls:
#     nist_800_53_r5: [CP-6, "CP-9(6)"]
#     iso_27001_2022: [A.5.29, A.8.14]
#     aws_well_architected: [REL13-BP02]
#   remediation: >-
#     Create a multi-Region key, replicate it, and let the application use it for what it makes from now on.
#     `aws kms create-key --region {region} --multi-region --key-usage <usage> --key-spec <spec>`,
#     `aws kms replicate-key --region {region} --key-id <key> --replica-region <region>`
package rules.kms.multi_region

exempt if {
	input.requires.key_multi_region == true
	input.config.manager == "AWS"
}

exempt if {
	input.requires.key_multi_region == true
	input.config.manager == "CUSTOMER"
	input.config.usage == "ENCRYPT_DECRYPT"
}

# Such a key can do nothing but encrypt and decrypt: CreateKey in the AWS KMS API reference.
exempt if {
	input.requires.key_multi_region == true
	input.config.manager == "CUSTOMER"
	input.config.spec == "SYMMETRIC_DEFAULT"
}

compliant if {
	input.requires.key_multi_region == true
	input.config.manager == "CUSTOMER"
	input.config.usage in _bound
	input.config.multi_region == true
	some related in _related
	is_string(related.region)
	related.region != input.region
}

findings contains {
	"message": sprintf(
		"%v is lost with %v: the key is a single-Region one (%v), and cannot be replicated; tier %v must survive that",
		[_made[input.config.usage], input.region, input.config.spec, input.profile.tier],
	),
	"at": "/config/multi_region",
	"expected": true,
	"actual": input.config.multi_region,
} if {
	input.config.multi_region in {false, null}
}

findings contains {
	"message": sprintf(
		"the multi-Region key has no replica outside %v; tier %v must survive its loss",
		[input.region, input.profile.tier],
	),
	"at": "/config/replicas",
	"expected": "a replica in another Region",
	"actual": input.config.replicas,
} if {
	input.config.multi_region == true
	elsewhere := {related.region | some related in _related} - {input.region}
	elsewhere == set()
}

_bound := {"GENERATE_VERIFY_MAC", "KEY_AGREEMENT", "SIGN_VERIFY"}

_made := {
	"GENERATE_VERIFY_MAC": "What it verifies by its HMAC",
	"KEY_AGREEMENT": "What it derives",
	"SIGN_VERIFY": "What it signs",
}

_related contains input.config.primary if is_object(input.config.primary)

_related contains replica if {
	is_array(input.config.replicas)
	some replica in input.config.replicas
}
