# METADATA
# title: No two backup plans make the same backups
# description: >-
#   Two rules of backup plans that back the same resource up equally often into the same vault make every recovery point
#   twice: the one that is deleted sooner protects from nothing that the other does not. Usually a second plan that
#   selects by a tag beside one that names the resource. Whether it is worth its cost is for its owner to say.
# schemas:
#   - input: schema.input
# custom:
#   id: COST-001
#   severity: info
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/plan_rules]
#   requires: [cost_drivers]
#   covers: [102]
#   controls:
#     nist_800_53_r5: [CP-9]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Take the resource out of one of the plans: change its tags, or the plan's selection.
#     `aws backup delete-backup-selection --backup-plan-id PLAN --selection-id SELECTION`
package rules.cost.duplicate_backups

import data.lib.backups

compliant if {
	input.requires.cost_drivers == true
	every one in input.links.backup.plan_rules {
		every other in input.links.backup.plan_rules {
			_apart(one, other)
		}
	}
}

unknown contains "the schedule of a rule could not be evaluated, so how often it runs is not known" if {
	count(_same) == 0
	some rule in input.links.backup.plan_rules
	is_null(rule.interval_seconds)
}

findings contains {
	"message": sprintf(
		"%v makes the same recovery points as %v: as often, into the same vault",
		[backups.spoken(pair.second), backups.spoken(pair.first)],
	),
	"at": sprintf("/links/backup/plan_rules/%v/vault_arn", [pair.at]),
	"expected": sprintf("another vault or schedule than %v", [backups.spoken(pair.first)]),
	"actual": pair.second.vault_arn,
} if {
	some pair in _same
}

_same contains {"first": one, "second": other, "at": j} if {
	some i, one in input.links.backup.plan_rules
	some j, other in input.links.backup.plan_rules
	i < j
	is_number(one.interval_seconds)
	is_number(other.interval_seconds)
	not _apart(one, other)
}

# A rule that two selections apply is one rule.
_apart(one, other) if {
	one.plan_arn == other.plan_arn
	one.rule_name == other.rule_name
}

_apart(one, other) if one.vault_arn != other.vault_arn

_apart(one, other) if one.continuous != other.continuous

_apart(one, other) if {
	is_number(one.interval_seconds)
	is_number(other.interval_seconds)
	one.interval_seconds != other.interval_seconds
}
