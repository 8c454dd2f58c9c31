# METADATA
# title: Every replication destination keeps versions
# description: >-
#   A corrupted or malicious overwrite is replicated like any other. It can be undone in the replica only while the
#   version below it stays, so the destination must be versioned; a suspended one replaces versions for good.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-010
#   severity: high
#   kind: s3.bucket
#   needs: [/config/replication, /links/replication]
#   requires: [replication]
#   covers: [35]
#   controls:
#     aws_fsbp: [S3.7, S3.14]
#     nist_800_53_r5: [CP-6, "CP-9(6)"]
#     iso_27001_2022: [A.8.13, A.8.14]
#     soc_2: [A1.2]
#   remediation: >-
#     Turn versioning on in the destination bucket; replication stops working without it.
#     `aws s3api put-bucket-versioning --bucket <destination> --versioning-configuration Status=Enabled`
package rules.s3.replication_destination_versioned

exempt if {
	input.requires.replication == true
	input.config.replication.configured == false
	input.config.replication.rules == []
}

compliant if {
	input.requires.replication == true
	input.config.replication.configured == true
	count(_destinations) > 0
	every rule in input.config.replication.rules {
		_versioned(rule, input.links.replication)
	}
}

findings contains {
	"message": sprintf(
		"replication destination %v is not versioned (%v): what is overwritten there is lost",
		[destination.bucket_arn, destination.versioning],
	),
	"at": sprintf("/links/replication/%v/versioning", [i]),
	"expected": "Enabled",
	"actual": destination.versioning,
} if {
	is_array(input.links.replication)
	some i, destination in input.links.replication
	is_string(destination.versioning)
	destination.versioning != "Enabled"
}

findings contains {
	"message": sprintf("whether replication destination %v is versioned is not known", [bucket_arn]),
	"at": "/links/replication",
	"expected": "Enabled",
	"actual": null,
} if {
	is_array(input.links.replication)
	known := {entry.bucket_arn | some entry in input.links.replication; is_string(entry.versioning)}
	some bucket_arn in (_destinations - known)
}

findings contains {
	"message": "no replication rule is enabled, so there is no destination",
	"at": "/config/replication/rules",
	"expected": "an enabled rule",
	"actual": [rule.id | some rule in input.config.replication.rules],
} if {
	input.config.replication.configured == true
	count(_destinations) == 0
}

_destinations contains rule.destination_bucket_arn if {
	some rule in input.config.replication.rules
	rule.enabled == true
}

_versioned(rule, _) if rule.enabled == false

# A bucket that is described twice must be versioned by both descriptions.
_versioned(rule, destinations) if {
	rule.enabled == true
	is_array(destinations)
	{entry.versioning | some entry in destinations; entry.bucket_arn == rule.destination_bucket_arn} == {"Enabled"}
}
