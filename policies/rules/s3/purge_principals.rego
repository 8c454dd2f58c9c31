# METADATA
# title: The bucket policy lets only those purge who may
# description: >-
#   Whoever may delete versions, bypass governance mode, set a lifecycle or suspend versioning can destroy what
#   versioning keeps. An Allow in the bucket policy counts unless the policy denies the same to everyone, or Object
#   Lock's default retention or MFA delete makes it harmless. The tier says whether principals of the bucket's own
#   account may be named; those of others never may. Conditions, and principals whose names tell no account, leave it
#   open. What IAM policies of the own account allow is not seen here.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-031
#   severity: high
#   kind: s3.bucket
#   needs: [/config/object_lock, /config/policy, /config/versioning]
#   part_suffices: [/config/object_lock, /config/versioning]
#   requires: [purge_allowed_to]
#   covers: [29]
#   controls:
#     aws_fsbp: [S3.15]
#     nist_800_53_r5: ["CP-9(7)"]
#     iso_27001_2022: [A.5.33]
#     soc_2: [A1.2]
#     pci_dss_4: [10.3.3]
#     cis_controls_8_1: ["11.3"]
#     aws_well_architected: [REL09-BP02]
#   remediation: >-
#     Take the actions named out of the statements that allow them, or deny them to everyone.
#     `aws s3api put-bucket-policy --bucket {name} --policy file://policy.json`
package rules.s3.purge_principals

compliant if {
	is_string(input.requires.purge_allowed_to)
	is_boolean(input.config.policy.exists)
	every allowance in input.config.policy.allowed {
		_fine(allowance, input.requires.purge_allowed_to)
	}
}

unknown contains sprintf(
	"whether %v of %v reaches who may not purge is not known: %v",
	[allowance.action, concat(", ", allowance.principals), why],
) if {
	count(_certain) == 0
	some i in _open
	allowance := input.config.policy.allowed[i]
	why := _doubt(allowance, input.requires.purge_allowed_to)
}

findings contains {
	"message": sprintf("the bucket policy allows %v to %v, and nothing makes that harmless; tier %v allows it to %v", [
		allowance.action, concat(", ", allowance.principals), input.profile.tier,
		replace(input.requires.purge_allowed_to, "_", " "),
	]),
	"at": sprintf("/config/policy/allowed/%v", [i]),
	"expected": input.requires.purge_allowed_to,
	"actual": allowance.principals,
} if {
	some i in _open
	allowance := input.config.policy.allowed[i]
}

# Places of the allowances that are not proven to be fine.
_open contains i if {
	is_array(input.config.policy.allowed)
	some i, allowance in input.config.policy.allowed
	allowed_to := input.requires.purge_allowed_to
	not _fine(allowance, allowed_to)
}

_certain contains i if {
	some i in _open
	allowance := input.config.policy.allowed[i]
	allowed_to := input.requires.purge_allowed_to
	not _doubt(allowance, allowed_to)
}

_doubt(allowance, _) := "only under conditions, or for a part of the objects" if allowance.conditional == true

_doubt(allowance, allowed_to) := "the names of the principals do not tell their account" if {
	allowance.conditional == false
	allowed_to == "own_account"
	is_null(allowance.other_account)
}

_purging := {
	"s3:BypassGovernanceRetention",
	"s3:DeleteObjectVersion",
	"s3:PutBucketVersioning",
	"s3:PutLifecycleConfiguration",
}

_fine(allowance, _) if {
	is_string(allowance.action)
	count({allowance.action} & _purging) == 0
}

_fine(allowance, "own_account") if allowance.other_account == false

_fine(allowance, _) if allowance.action in input.config.policy.denied_to_everyone

_fine(allowance, _) if allowance.action in _harmless(input.config.object_lock)

# With MFA delete only root, with its MFA device, deletes versions or suspends versioning, and lifecycle is refused.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
_fine(allowance, _) if {
	input.config.versioning.mfa_delete == true
	allowance.action in (_purging - {"s3:BypassGovernanceRetention"})
}

# A bucket with Object Lock cannot suspend versioning. Locked versions are removed neither by lifecycle nor without the
# right to bypass governance mode. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
_harmless(lock) := {"s3:PutBucketVersioning"} if {
	lock.enabled == true
	is_null(lock.mode)
}

_harmless(lock) := _purging - {"s3:BypassGovernanceRetention"} if {
	lock.enabled == true
	lock.mode == "GOVERNANCE"
	is_number(lock.default_retention_days)
	lock.default_retention_days > 0
}

_harmless(lock) := _purging if {
	lock.enabled == true
	lock.mode == "COMPLIANCE"
	is_number(lock.default_retention_days)
	lock.default_retention_days > 0
}
