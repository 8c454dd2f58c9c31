# METADATA
# title: Whether deletions are replicated was chosen
# description: >-
#   A replicated delete marker hides the object in the replica too; one that is not leaves the replica showing what the
#   source deleted. Either may be right, but left unset the answer depends on the age of the configuration's format:
#   the old one (no Filter) replicates delete markers, the new one does not.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-009
#   severity: low
#   kind: s3.bucket
#   needs: [/config/replication]
#   requires: [replication]
#   covers: [34]
#   controls:
#     nist_800_53_r5: [CP-6, "CP-9(6)"]
#     iso_27001_2022: [A.8.14]
#     aws_well_architected: [REL13-BP04]
#   remediation: >-
#     Set DeleteMarkerReplication to Enabled or Disabled in each rule named (a rule with a tag filter allows Disabled
#     only). `aws s3api put-bucket-replication --bucket {name} --replication-configuration file://replication.json`
package rules.s3.replication_delete_markers

import data.lib.filters

exempt if {
	input.requires.replication == true
	input.config.replication.configured == false
	input.config.replication.rules == []
}

compliant if {
	input.requires.replication == true
	input.config.replication.configured == true
	some replicating in input.config.replication.rules
	replicating.enabled == true
	every rule in input.config.replication.rules {
		_chosen(rule)
	}
}

findings contains {
	"message": sprintf(
		"replication rule '%v' (%v) leaves open whether delete markers are replicated",
		[rule.id, filters.spoken(rule.filter)],
	),
	"at": sprintf("/config/replication/rules/%v/delete_markers", [i]),
	"expected": "true or false",
	"actual": null,
} if {
	some i, rule in input.config.replication.rules
	rule.enabled == true
	is_null(rule.delete_markers)
}

findings contains {
	"message": "no replication rule is enabled, so nothing is chosen about delete markers",
	"at": "/config/replication/rules",
	"expected": "an enabled rule",
	"actual": [rule.id | some rule in input.config.replication.rules],
} if {
	input.config.replication.configured == true
	count([rule | some rule in input.config.replication.rules; rule.enabled == true]) == 0
}

_chosen(rule) if rule.enabled == false

_chosen(rule) if is_boolean(rule.delete_markers)
