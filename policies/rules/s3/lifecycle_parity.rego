# METADATA
# title: Replicas are kept at least as long as what they are replicas of
# description: >-
#   Lifecycle is no part of replication: each bucket has its own rules. Where the destination's are shorter, what was
#   overwritten, deleted or purged in the source is gone from the copy first, just when it is needed. Compared for each
#   enabled replication rule, in every region that the filters of both lifecycles and of the rule make. A bucket that
#   is replicated nowhere is not judged (S3-007 is).
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-011
#   severity: medium
#   kind: s3.bucket
#   needs: [/links/replicas]
#   requires: [lifecycle_parity]
#   covers: [37]
#   controls:
#     aws_fsbp: [S3.7]
#     nist_800_53_r5: [CP-6, SI-12]
#     iso_27001_2022: [A.8.13, A.8.14]
#     soc_2: [A1.2]
#     aws_well_architected: [REL13-BP02]
#   remediation: >-
#     Raise the days in the rules named, in the destination; the call replaces the whole configuration, so send every
#     rule. `aws s3api put-bucket-lifecycle-configuration --bucket DESTINATION --lifecycle-configuration
#     file://lifecycle.json`
package rules.s3.lifecycle_parity

import data.lib.regions
import data.lib.retention

exempt if {
	input.requires.lifecycle_parity == true
	input.links.replicas == []
}

compliant if {
	input.requires.lifecycle_parity == true
	is_array(input.links.replicas)
	count(input.links.replicas) > 0
	every replica in input.links.replicas {
		replica.known == true
		replica.shorter == []
	}
}

findings contains {
	"message": sprintf("in %v, %v %v for %v only%v, and for %v here", [
		replica.bucket_arn, regions.spoken(shorter, replica.shorter), _what[shorter.what],
		retention.spoken(shorter.replica_days), _because(replica, shorter.rule), retention.spoken(shorter.source_days),
	]),
	"at": sprintf("/links/replicas/%v/shorter/%v/replica_days", [i, j]),
	"expected": sprintf("for %v at least", [retention.spoken(shorter.source_days)]),
	"actual": shorter.replica_days,
} if {
	is_array(input.links.replicas)
	some i, replica in input.links.replicas
	some j, shorter in replica.shorter
}

findings contains {
	"message": sprintf("how long %v keeps replicas is not known", [replica.bucket_arn]),
	"at": sprintf("/links/replicas/%v/known", [i]),
	"expected": true,
	"actual": false,
} if {
	is_array(input.links.replicas)
	some i, replica in input.links.replicas
	replica.known == false
}

_because(replica, rule) := sprintf(" (its versioning is %v)", [replica.versioning]) if {
	is_null(rule)
	replica.versioning != "Enabled"
} else := regions.decided_by(rule)

_what := {
	"current": "stay",
	"deleted": "that are overwritten or deleted can be restored",
}
