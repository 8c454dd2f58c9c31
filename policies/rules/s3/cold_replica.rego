# METADATA
# title: Replicas come back from their storage class in time
# description: >-
#   A replica in an archive class must be restored before it can be read, and that time is part of the RTO. Counted is
#   the longest that AWS gives for standard retrievals, 5 hours for Glacier Flexible Retrieval and 12 for Deep Archive;
#   bulk retrievals take longer. What the destination's own lifecycle moves is judged of that bucket.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-035
#   severity: medium
#   kind: s3.bucket
#   needs: [/config/replication]
#   requires: [cold_restore_hours, replication]
#   covers: [101]
#   controls:
#     nist_800_53_r5: ["CP-6(2)", "CP-10(4)"]
#     iso_27001_2022: [A.8.14]
#     soc_2: [A1.2]
#     aws_well_architected: [REL13-BP02]
#   remediation: >-
#     Leave the storage class out of the rules named, or choose one that is read at once (STANDARD_IA, GLACIER_IR).
#     `aws s3api put-bucket-replication --bucket {name} --replication-configuration file://replication.json`
package rules.s3.cold_replica

exempt if {
	input.requires.replication == true
	input.config.replication.configured == false
	input.config.replication.rules == []
}

compliant if {
	input.requires.replication == true
	is_number(input.requires.cold_restore_hours)
	input.config.replication.configured == true
	some replicating in input.config.replication.rules
	replicating.enabled == true
	every rule in input.config.replication.rules {
		_in_time(rule, input.requires.cold_restore_hours)
	}
}

unknown contains sprintf(
	"how long replicas of replication rule '%v' take to come back from %v is not known",
	[rule.id, rule.storage_class],
) if {
	count(findings) == 0
	some rule in input.config.replication.rules
	rule.enabled == true
	is_string(rule.storage_class)
	count({rule.storage_class} & _at_once) == 0
}

findings contains {
	"message": sprintf(
		"replication rule '%v' writes to %v, from which a restore takes up to %v hours; tier %v allows %v",
		[
			rule.id,
			rule.storage_class,
			_restored_within[rule.storage_class],
			input.profile.tier,
			input.requires.cold_restore_hours,
		],
	),
	"at": sprintf("/config/replication/rules/%v/storage_class", [i]),
	"expected": "a class that is read at once",
	"actual": rule.storage_class,
} if {
	some i, rule in input.config.replication.rules
	rule.enabled == true
	_restored_within[rule.storage_class] > input.requires.cold_restore_hours
}

findings contains {
	"message": "no replication rule is enabled, so there is no replica",
	"at": "/config/replication/rules",
	"expected": "an enabled rule",
	"actual": [rule.id | some rule in input.config.replication.rules],
} if {
	input.config.replication.configured == true
	count([rule | some rule in input.config.replication.rules; rule.enabled == true]) == 0
}

_in_time(rule, _) if rule.enabled == false

_in_time(rule, _) if is_null(rule.storage_class)

_in_time(rule, _) if rule.storage_class in _at_once

_in_time(rule, hours) if _restored_within[rule.storage_class] <= hours

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
_restored_within := {"GLACIER": 5, "DEEP_ARCHIVE": 12}

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
_at_once := {
	"STANDARD",
	"STANDARD_IA",
	"ONEZONE_IA",
	"INTELLIGENT_TIERING",
	"GLACIER_IR",
	"REDUCED_REDUNDANCY",
}
