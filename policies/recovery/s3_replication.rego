# METADATA
# title: Replicas of an S3 bucket
# description: >-
#   Replication copies what is written after its rule was made, and a permanent deletion of a version never. A
#   deletion is repeated where the rule says so, or does not say that it is not (rules of the first version repeat
#   it); a corrupted object arrives as a new version above the good one. Time control is a service level of 15
#   minutes; without it AWS promises no time. (Amazon S3 User Guide: "What does Amazon S3 replicate?", "Replicating
#   delete markers between buckets", "Meeting compliance requirements with S3 Replication Time Control".)
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
package recovery.s3_replication

import data.lib.filters
import data.lib.retention
import data.recovery.key
import data.recovery.shared

paths := [_path(target.replica, target.rule) |
	some target in _targets
	target.flaw == ""
]

fallen := [{"mechanism": "s3_replication", "because": target.flaw} |
	some target in _targets
	target.flaw != ""
]

doubts := [{
	"mechanism": "s3_replication",
	"because": because,
	"scenarios": [
		"delete", "overwrite", "corruption", "purge",
		"resource_loss", "key_loss", "region_loss", "account_compromise",
	],
	"traits": set(),
	"better": false,
} |
	some target in _targets
	because := _unseen(target.replica)
]

_unseen(replica) := sprintf("what the replica bucket %v keeps is not in the snapshot", [replica.bucket_arn]) if {
	replica.known != true
}

else := sprintf("the key of the replica bucket %v is not in the snapshot", [replica.bucket_arn]) if {
	is_null(replica.key_state)
}

# Each enabled rule with its destination, and what keeps that from being a copy of the whole bucket.
_targets := [{"replica": replica, "rule": rule, "flaw": _flaw(replica, rule)} |
	is_array(input.links.replicas)
	some replica in input.links.replicas
	some rule in input.config.replication.rules
	rule.enabled == true
	rule.id == replica.rule
]

_flaw(replica, rule) := sprintf("replication to %v is no copy: %v", [replica.bucket_arn, what]) if {
	what := _lacking(replica, rule)
} else := ""

_lacking(replica, rule) := "what that bucket keeps is not known" if replica.known != true

else := "the state of the key that encrypts the replicas is not known" if is_null(replica.key_state)

else := sprintf("the key %v that encrypts the replicas is %v", [replica.key_arn, replica.key_state]) if {
	state := replica.key_state
	not state in {"Enabled", "none"}
}

else := "that bucket is not versioned" if replica.versioning != "Enabled"

else := "its rule is about a part of the objects" if {
	filter := rule.filter
	not filters.matches_everything(filter)
}

else := "its rule leaves out what is encrypted with a key" if {
	some other in _beside(rule)
	kms_objects := other.kms_objects
	not _with_keys(kms_objects)
}

else := "that bucket expires objects that this one keeps longer" if {
	some less in replica.shorter
	less.what == "current"
}

_with_keys(true) := true

_with_keys(_) if input.config.encryption.algorithm == "AES256"

_path(replica, rule) := shared.path({
	"mechanism": "s3_replication",
	"account": replica.account,
	"region": replica.region,
	"arn": replica.bucket_arn,
	"promised_seconds": _promised(_beside(rule)),
	"observed_seconds": _observed({other.id | some other in _beside(rule)}),
	"reach_seconds": shared.seconds(replica.deleted_min_days),
	"traits": ((_kept(replica) | _deleted(_beside(rule))) | (_away(replica) | _beyond(replica))),
	"why": {
		"keeps_deleted": "replication repeats deletions, or its rule does not say that it does not",
		"keeps_overwritten": "the replica does not keep what is overwritten",
		"reaches_back": sprintf("the replica keeps old versions for %v only", [retention.spoken(replica.deleted_min_days)]),
		"outlives_purge": "whoever may delete versions in this account may delete those of the replica too",
		"outlives_account": "an administrator of the account can destroy the replica, or the key that encrypts it",
		"outlives_key": "the replica is encrypted with the same key, or it is not known with which",
		"restores_configuration": "replication copies no setting of the bucket",
	},
	"because": sprintf(
		"copy back from the replica %v; what is older than its rule is there only if a batch brought it%v",
		[replica.bucket_arn, _lag(_promised(_beside(rule)))],
	),
	"evidence": ["/config/replication", "/links/replicas", "/links/replication_metrics"],
})

# The enabled rules with the same destination: of those that match an object, the one with the highest priority
# decides what becomes of it, so that what one of them does not do is not done for every object. (Amazon S3 API
# Reference: "ReplicationRule".)
_beside(rule) := array.concat([rule], [other |
	some other in input.config.replication.rules
	other.enabled == true
	other.id != rule.id
	other.destination_bucket_arn == rule.destination_bucket_arn
])

_promised(rules) := max([rule.time_control_minutes | some rule in rules]) * 60 if {
	every rule in rules {
		is_number(rule.time_control_minutes)
	}
} else := null

# The longest that the destination was behind, where CloudWatch measured it for every rule, and nothing failed: what
# failed is not tried again.
_observed(rule_ids) := max([max([latency.earlier_highest, latency.latest]) | some latency in measured]) if {
	is_array(input.links.replication_metrics)
	measured := {row.rule_id: row.latency_seconds |
		some row in input.links.replication_metrics
		row.rule_id in rule_ids
		row.failed_operations == 0
		is_number(row.latency_seconds.earlier_highest)
	}
	object.keys(measured) == rule_ids
} else := null

_lag(promised) := "" if is_number(promised)

else := ", and AWS promises no time in which it follows"

_deleted(rules) := {"keeps_deleted"} if {
	every rule in rules {
		rule.delete_markers == false
	}
} else := set()

_kept(replica) := {"outlives_resource"} | _overwritten(replica)

_overwritten(replica) := {"keeps_overwritten", "reaches_back"} if {
	is_null(replica.deleted_min_days)
} else := {"keeps_overwritten"} | shared.reaching(shared.seconds(replica.deleted_min_days), input.requires) if {
	replica.deleted_min_days > 0
}

else := set()

_away(replica) := {"other_region"} if {
	is_string(replica.region)
	replica.region != input.region
} else := set()

# Another account has it and its key; or a lock lasts as long as content has to be kept, which no application lifts.
_beyond(replica) := {"outlives_account", "outlives_purge"} | _keyed(replica) if {
	is_string(replica.account)
	replica.account != input.account
	_key_elsewhere(replica)
} else := {"outlives_purge"} | _keyed(replica) if {
	_outlives_purge(replica)
}

else := _keyed(replica)

_outlives_purge(replica) if {
	is_string(replica.account)
	replica.account != input.account
}

_outlives_purge(replica) if {
	replica.lock_mode in {"COMPLIANCE", "GOVERNANCE"}
	is_number(replica.lock_days)
	is_number(input.requires.content_retention_days)
	replica.lock_days >= input.requires.content_retention_days
}

_key_elsewhere(replica) if replica.key_state == "none"

_key_elsewhere(replica) if {
	is_string(replica.key_arn)
	parts := split(replica.key_arn, ":")
	parts[4] != input.account
}

_keyed(replica) := {"outlives_key"} if replica.key_state == "none"

else := {"outlives_key"} if {
	key.names_one(replica.key_arn)
	is_string(key.arn)
	replica.key_arn != key.arn
} else := set()
