# METADATA
# title: The whole bucket is replicated
# description: >-
#   An enabled replication rule covers every object: no prefix, no tags. What no rule covers is not in the replica.
#   Only objects written after the rule are replicated; earlier ones need a batch replication job. Replication also
#   carries a corrupted overwrite along: it is no backup.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-007
#   severity: high
#   kind: s3.bucket
#   needs: [/config/replication]
#   requires: [replication]
#   covers: [32]
#   controls:
#     aws_fsbp: [S3.7]
#     aws_config: [S3_BUCKET_REPLICATION_ENABLED]
#     nist_800_53_r5: [CP-6, "CP-6(1)", "CP-9(6)", "SI-13(5)"]
#     iso_27001_2022: [A.8.14]
#     soc_2: [A1.2]
#     dora: [Art. 12(3)]
#     aws_well_architected: [REL13-BP02]
#   remediation: >-
#     Add a rule with an empty filter, or widen an existing one, then replicate what is there with a batch job.
#     `aws s3api put-bucket-replication --bucket {name} --replication-configuration file://replication.json`
package rules.s3.replication_enabled

import data.lib.filters

compliant if {
	input.requires.replication == true
	input.config.replication.configured == true
	some rule in input.config.replication.rules
	rule.enabled == true
	filters.matches_everything(rule.filter)
}

findings contains {
	"message": sprintf("the bucket is not replicated; tier %v requires it", [input.profile.tier]),
	"at": "/config/replication/configured",
	"expected": true,
	"actual": false,
} if {
	input.config.replication.configured == false
}

findings contains {
	"message": sprintf(
		"no replication rule is enabled (%v disabled); tier %v requires one",
		[count(input.config.replication.rules), input.profile.tier],
	),
	"at": "/config/replication/rules",
	"expected": "an enabled rule for every object",
	"actual": [rule.id | some rule in input.config.replication.rules],
} if {
	input.config.replication.configured == true
	count(_covered) == 0
}

findings contains {
	"message": sprintf(
		"only a part of the bucket is replicated (%v), and everything else is not; tier %v requires all of it",
		[concat("; ", _covered), input.profile.tier],
	),
	"at": "/config/replication/rules",
	"expected": "an enabled rule for every object",
	"actual": _covered,
} if {
	input.config.replication.configured == true
	count(_covered) > 0
}

_covered contains filters.spoken(rule.filter) if {
	some rule in input.config.replication.rules
	rule.enabled == true
}
