# METADATA
# title: A secret is kept as a SecureString
# description: >-
#   A parameter of type String shows its value to whoever may read parameters, and a stack that makes one carries the
#   value in every export of its parameters. CloudFormation cannot make a SecureString
#   (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html). Values are
#   never read: a secret is known by the end of its name (ApiKey, Password, Secret, Token …).
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["ssm.parameter"]
# custom:
#   id: SSM-001
#   severity: high
#   kind: ssm.parameter
#   needs: [/config/type]
#   requires: [secrets_encrypted]
#   covers: []
#   controls:
#     nist_800_53_r5: ["CP-9(8)"]
#     aws_well_architected: [REL09-BP02]
#   remediation: >-
#     Keep it outside the template, as a SecureString or in Secrets Manager, and change the secret: exports have the old
#     one. `aws ssm put-parameter --name {name} --region {region} --type SecureString --overwrite --value <new>`
package rules.ssm.secret_encrypted

exempt if _secret == false

compliant if {
	input.requires.secrets_encrypted == true
	_secret == true
	input.config.type == "SecureString"
}

findings contains {
	"message": sprintf("%v is a %v: whoever may read parameters reads it, and exports of a stack that makes it carry it", [
		input.name,
		input.config.type,
	]),
	"at": "/config/type",
	"expected": "SecureString",
	"actual": input.config.type,
}

_secret := regex.match(
	concat("", [
		`(api[_-]?key|secret[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key`,
		`|secret|password|passwd|passphrase|token|credentials?)$`,
	]),
	lower(input.name),
)
