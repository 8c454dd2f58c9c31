# METADATA
# title: The user pool asks for a second factor
# description: >-
#   Whoever takes over a user by a password alone can do with the data what that user may: overwrite it, delete it,
#   purge it. MFA that is OPTIONAL lets users choose it; ON asks for it from everybody.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cognito.user_pool"]
# custom:
#   id: COG-004
#   severity: medium
#   kind: cognito.user_pool
#   needs: [/config/mfa]
#   requires: [user_pool_mfa]
#   covers: []
#   controls:
#     aws_fsbp: [Cognito.5]
#   remediation: >-
#     Offer authenticator apps first, then ask for them.
#     `aws cognito-idp set-user-pool-mfa-config --user-pool-id <id> --region {region} --mfa-configuration ON
#     --software-token-mfa-configuration Enabled=true`
package rules.cognito.mfa

compliant if {
	input.requires.user_pool_mfa == "OPTIONAL"
	input.config.mfa in {"ON", "OPTIONAL"}
}

compliant if {
	input.requires.user_pool_mfa == "ON"
	input.config.mfa == "ON"
}

findings contains {
	"message": sprintf("MFA is %v; tier %v requires %v", [
		input.config.mfa,
		input.profile.tier,
		input.requires.user_pool_mfa,
	]),
	"at": "/config/mfa",
	"expected": input.requires.user_pool_mfa,
	"actual": input.config.mfa,
} if {
	is_string(input.config.mfa)
}

findings contains {
	"message": "AWS does not say whether MFA is on, so nothing is proven",
	"at": "/config/mfa",
	"expected": input.requires.user_pool_mfa,
	"actual": null,
} if {
	is_null(input.config.mfa)
}
