# METADATA
# title: The key of what is encrypted can be used, and stays
# description: >-
#   Data is worth what its key is worth: while the key is disabled nothing can be read or restored, and once it is
#   deleted nothing ever can. A key waits 7 to 30 days to be deleted, and until then the deletion can be cancelled.
# schemas:
#   - input: schema.input
# custom:
#   id: KMS-001
#   severity: critical
#   kind:
#     - dynamodb.table
#     - ec2.volume
#     - efs.file_system
#     - logs.log_group
#     - opensearch.collection
#     - opensearch.domain
#     - rds.cluster
#     - rds.instance
#     - s3.bucket
#   needs: [/links/key]
#   requires: [key_usable]
#   covers: [53]
#   controls:
#     aws_fsbp: [KMS.3]
#     nist_800_53_r5: ["CP-9(8)"]
#     iso_27001_2022: [A.8.13]
#     gdpr: [32(1)(b)]
#   remediation: >-
#     Cancel the deletion at once, then enable the key. `aws kms cancel-key-deletion --region {region} --key-id <key>`,
#     `aws kms enable-key --region {region} --key-id <key>`
package rules.kms.key_usable

exempt if {
	input.requires.key_usable == true
	is_null(input.links.key)
}

compliant if {
	input.requires.key_usable == true
	is_string(input.links.key.arn)
	input.links.key.state == "Enabled"
	is_null(input.links.key.deletion_at)
}

findings contains {
	"message": sprintf(
		"ITS KEY WILL BE DELETED AT %v: nothing encrypted with it can be read after that; cancel it now",
		[input.links.key.deletion_at],
	),
	"at": "/links/key/deletion_at",
	"expected": null,
	"actual": input.links.key.deletion_at,
} if {
	is_string(input.links.key.deletion_at)
}

findings contains {
	"message": sprintf("its key is %v: while it is, nothing encrypted with it can be read", [input.links.key.state]),
	"at": "/links/key/state",
	"expected": "Enabled",
	"actual": input.links.key.state,
} if {
	is_string(input.links.key.state)
	input.links.key.state != "Enabled"
}

findings contains {
	"message": "AWS does not say the state of its key, so nothing is proven",
	"at": "/links/key/state",
	"expected": "Enabled",
	"actual": null,
} if {
	is_object(input.links.key)
	is_null(input.links.key.state)
}
