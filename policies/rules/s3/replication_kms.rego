# METADATA
# title: Replication takes objects encrypted with KMS along
# description: >-
#   Replication skips objects encrypted with KMS, without a word, unless the rule includes them and names a key in the
#   destination. A bucket whose default encryption is Amazon S3's own keys, or that is not replicated, is exempt; an
#   upload that chooses KMS by itself is not seen here.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-008
#   severity: high
#   kind: s3.bucket
#   needs: [/config/encryption, /config/replication]
#   requires: [replication]
#   covers: [33]
#   controls:
#     aws_fsbp: [S3.7]
#     nist_800_53_r5: [CP-6, "CP-9(8)"]
#     iso_27001_2022: [A.8.14]
#     soc_2: [A1.2]
#     aws_well_architected: [REL09-BP02]
#   remediation: >-
#     In each rule named set SourceSelectionCriteria.SseKmsEncryptedObjects to Enabled and
#     Destination.EncryptionConfiguration.ReplicaKmsKeyID to a key in the destination's Region that the replication
#     role may use.
#     `aws s3api put-bucket-replication --bucket {name} --replication-configuration file://replication.json`
package rules.s3.replication_kms

exempt if {
	input.requires.replication == true
	input.config.encryption.algorithm == "AES256"
}

exempt if {
	input.requires.replication == true
	input.config.replication.configured == false
	input.config.replication.rules == []
}

compliant if {
	input.requires.replication == true
	input.config.encryption.algorithm in {"aws:kms", "aws:kms:dsse"}
	input.config.replication.configured == true
	some replicating in input.config.replication.rules
	replicating.enabled == true
	every rule in input.config.replication.rules {
		_takes_kms_objects(rule)
	}
}

findings contains {
	"message": sprintf(
		"replication rule '%v' skips objects encrypted with KMS, which is the bucket's default encryption",
		[rule.id],
	),
	"at": sprintf("/config/replication/rules/%v/kms_objects", [i]),
	"expected": true,
	"actual": rule.kms_objects,
} if {
	some i, rule in input.config.replication.rules
	rule.enabled == true
	rule.kms_objects != true
}

findings contains {
	"message": sprintf(
		"replication rule '%v' names no key for the replicas of objects encrypted with KMS, so they fail",
		[rule.id],
	),
	"at": sprintf("/config/replication/rules/%v/replica_key_id", [i]),
	"expected": "a key in the destination's Region",
	"actual": null,
} if {
	some i, rule in input.config.replication.rules
	rule.enabled == true
	is_null(rule.replica_key_id)
}

findings contains {
	"message": "no replication rule is enabled, so no object encrypted with KMS is replicated",
	"at": "/config/replication/rules",
	"expected": "an enabled rule that includes them",
	"actual": [rule.id | some rule in input.config.replication.rules],
} if {
	input.config.replication.configured == true
	count([rule | some rule in input.config.replication.rules; rule.enabled == true]) == 0
}

findings contains {
	"message": "AWS does not say how the bucket encrypts by default, so KMS cannot be ruled out",
	"at": "/config/encryption/algorithm",
	"expected": "an algorithm",
	"actual": null,
} if {
	is_null(input.config.encryption.algorithm)
}

_takes_kms_objects(rule) if rule.enabled == false

_takes_kms_objects(rule) if {
	rule.kms_objects == true
	is_string(rule.replica_key_id)
	rule.replica_key_id != ""
}
