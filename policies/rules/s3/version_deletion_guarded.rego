# METADATA
# title: Deleting object versions for good is prevented
# description: >-
#   Versioning is no hold: whoever has s3:DeleteObjectVersion destroys any version at once. Either Object Lock with a
#   default retention prevents that, or a bucket policy that denies the action to everyone does, or MFA delete, which
#   leaves it to root and its MFA device. MFA delete is never asked for: it excludes lifecycle rules. The policy does
#   not stop those (S3-002 and S3-003 judge them) and holds only until somebody changes it; Object Lock holds against
#   both.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-005
#   severity: high
#   kind: s3.bucket
#   needs: [/config/object_lock, /config/policy, /config/versioning]
#   part_suffices: [/config/object_lock, /config/policy, /config/versioning]
#   requires: [version_deletion_guarded]
#   covers: [26, 201]
#   controls:
#     aws_fsbp: [S3.15, S3.20]
#     aws_config: [S3_BUCKET_MFA_DELETE_ENABLED]
#     nist_800_53_r5: ["CP-9(7)", SI-12]
#     iso_27001_2022: [A.5.33]
#     soc_2: [A1.2]
#     pci_dss_4: [10.3.4]
#     cis_controls_8_1: ["11.3"]
#     aws_well_architected: [REL09-BP02]
#   remediation: >-
#     Add a statement to the bucket policy: Effect Deny, Principal "*", Action s3:DeleteObjectVersion, Resource every
#     object of the bucket; or give the bucket an Object Lock default retention (S3-006).
#     `aws s3api put-bucket-policy --bucket {name} --policy file://policy.json`
package rules.s3.version_deletion_guarded

compliant if {
	input.requires.version_deletion_guarded == true
	input.config.object_lock.enabled == true
	input.config.object_lock.mode in {"COMPLIANCE", "GOVERNANCE"}
	is_number(input.config.object_lock.default_retention_days)
	input.config.object_lock.default_retention_days > 0
}

compliant if {
	input.requires.version_deletion_guarded == true
	input.config.policy.exists == true
	"s3:DeleteObjectVersion" in input.config.policy.denied_to_everyone
}

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
compliant if {
	input.requires.version_deletion_guarded == true
	input.config.versioning.status == "Enabled"
	input.config.versioning.mfa_delete == true
}

findings contains {
	"message": sprintf(
		"%v, and Object Lock does not hold versions by default: whoever has s3:DeleteObjectVersion can purge them",
		[_policy_says(input.config.policy)],
	),
	"at": "/config/policy/denied_to_everyone",
	"expected": "s3:DeleteObjectVersion denied to everyone, or an Object Lock default retention",
	"actual": input.config.policy.denied_to_everyone,
} if {
	not compliant
}

_policy_says(policy) := "there is no bucket policy" if policy.exists == false

else := "the bucket policy denies it only under conditions, to some, or for some objects" if {
	"s3:DeleteObjectVersion" in policy.denied_conditionally
} else := "the bucket policy does not deny it"
