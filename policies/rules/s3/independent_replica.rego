# METADATA
# title: A replica lies out of reach of the bucket's administrators
# description: >-
#   S3 never replicates the deletion of a version, so a replica survives a purge of its source, unless whoever purges
#   can do so there as well. A replica of the whole bucket must lie in another account, or be held by Object Lock in
#   compliance mode by default. One account may still administer both: what organizations and roles allow is not seen.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-034
#   severity: high
#   kind: s3.bucket
#   needs: [/config/replication, /links/replicas]
#   requires: [independent_replica]
#   covers: [32]
#   controls:
#     aws_fsbp: [S3.7, S3.15]
#     nist_800_53_r5: [CP-6, "CP-9(6)", "CP-9(7)"]
#     iso_27001_2022: [A.8.13, A.8.14]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.4"]
#     dora: [Art. 12(3)]
#     aws_well_architected: [REL09-BP02]
#   remediation: >-
#     Replicate to a bucket of an account with administrators of its own, or give the destination a default retention
#     in compliance mode.
#     `aws s3api put-bucket-replication --bucket {name} --replication-configuration file://replication.json`
package rules.s3.independent_replica

import data.lib.filters

compliant if {
	input.requires.independent_replica == true
	is_array(input.links.replicas)
	some rule in input.config.replication.rules
	rule.enabled == true
	filters.matches_everything(rule.filter)
	some replica in input.links.replicas
	replica.bucket_arn == rule.destination_bucket_arn
	_apart(replica, input.account)
}

findings contains {
	"message": sprintf("the bucket is not replicated; tier %v requires an independent replica", [input.profile.tier]),
	"at": "/links/replicas",
	"expected": "a replica in another account",
	"actual": [],
} if {
	input.links.replicas == []
}

findings contains {
	"message": sprintf(
		"replica %v lies in the bucket's own account, without Object Lock in compliance mode: one purge reaches both",
		[replica.bucket_arn],
	),
	"at": sprintf("/links/replicas/%v/account", [i]),
	"expected": "another account, or a lock",
	"actual": replica.account,
} if {
	is_array(input.links.replicas)
	some i, replica in input.links.replicas
	here := input.account
	not _apart(replica, here)
}

findings contains {
	"message": "only a part of the bucket is replicated out of reach",
	"at": "/config/replication/rules",
	"expected": "a rule for every object",
	"actual": [filters.spoken(rule.filter) | some rule in input.config.replication.rules],
} if {
	not compliant
	is_array(input.links.replicas)
	here := input.account
	some replica in input.links.replicas
	_apart(replica, here)
}

_apart(replica, account) if {
	is_string(replica.account)
	replica.account != account
}

_apart(replica, _) if {
	replica.lock_mode == "COMPLIANCE"
	is_number(replica.lock_days)
	replica.lock_days > 0
}
