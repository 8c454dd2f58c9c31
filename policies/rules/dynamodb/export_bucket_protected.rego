# METADATA
# title: The buckets of the table's exports are protected
# description: >-
#   An export is worth what its bucket is worth. Each bucket that a completed export lies in must be versioned, so that
#   a deletion can be undone, encrypted, and closed to the public: it holds a whole table. A bucket that was not scanned
#   leaves it unknown. A table without exports has no such bucket; whether it ought to is DDB-011's question.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-012
#   severity: high
#   kind: dynamodb.table
#   needs: [/links/exports]
#   requires: [export_bucket_protected]
#   covers: [19]
#   controls:
#     aws_fsbp: [S3.14]
#     nist_800_53_r5: [CP-9, "CP-9(8)"]
#     iso_27001_2022: [A.5.33, A.8.13]
#     soc_2: [A1.2, C1.2]
#     cis_controls_8_1: ["11.3"]
#     pci_dss_4: ["10.3.3"]
#     gdpr: [32(1)(b)]
#     nist_csf_2: [PR.DS-11]
#   remediation: >-
#     Protect the bucket that is named, in its own account.
#     `aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled` and
#     `aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration
#     BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`
package rules.dynamodb.export_bucket_protected

exempt if {
	is_array(input.links.exports)
	every group in input.links.exports {
		group.status in {"FAILED", "IN_PROGRESS"}
	}
}

compliant if {
	input.requires.export_bucket_protected == true
	is_array(input.links.exports)
	some kept in input.links.exports
	kept.status == "COMPLETED"
	every group in input.links.exports {
		_safe(group)
	}
}

unknown contains sprintf("the bucket %v is not in this snapshot", [group.bucket_arn]) if {
	count(findings) == 0
	is_array(input.links.exports)
	some group in input.links.exports
	group.status == "COMPLETED"
	group.bucket_known == false
}

unknown contains sprintf("what is set on the bucket %v could not all be read", [group.bucket_arn]) if {
	count(findings) == 0
	is_array(input.links.exports)
	some group in input.links.exports
	group.status == "COMPLETED"
	group.bucket_known == true
	some part in [group.bucket_versioning, group.bucket_blocks_public_access]
	is_null(part)
}

findings contains {
	"message": sprintf("the bucket %v that holds exports is not versioned", [group.bucket_arn]),
	"at": sprintf("/links/exports/%v/bucket_versioning", [index]),
	"expected": "Enabled",
	"actual": group.bucket_versioning,
} if {
	is_array(input.links.exports)
	some index, group in input.links.exports
	group.status == "COMPLETED"
	group.bucket_versioning in {"Disabled", "Suspended"}
}

findings contains {
	"message": sprintf("the bucket %v that holds exports does not block public access", [group.bucket_arn]),
	"at": sprintf("/links/exports/%v/bucket_blocks_public_access", [index]),
	"expected": true,
	"actual": false,
} if {
	is_array(input.links.exports)
	some index, group in input.links.exports
	group.status == "COMPLETED"
	group.bucket_blocks_public_access == false
}

_safe(group) if group.status in {"FAILED", "IN_PROGRESS"}

_safe(group) if {
	group.status == "COMPLETED"
	group.bucket_versioning == "Enabled"
	group.bucket_blocks_public_access == true
	_encrypted(group)
}

# S3 encrypts every new object since January 2023, so one of the two always says so:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
_encrypted(group) if group.sse_algorithm in {"AES256", "KMS"}

_encrypted(group) if is_string(group.bucket_encryption)
