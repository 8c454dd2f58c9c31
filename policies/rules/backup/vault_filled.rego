# METADATA
# title: A vault that plans write to is not empty
# description: >-
#   An empty vault at the end of a plan looks like a backup and is none: the jobs fail, select nothing, or keep for so
#   short that all has expired. A vault that no plan of the snapshot writes to may be empty, as AWS's own Default is.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-022
#   severity: high
#   kind: backup.vault
#   needs: [/links/contents, /links/filled_by]
#   requires: [vault_filled_days]
#   covers: [51, 226]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.2"]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Look at the jobs that should have filled it, and at what the plan's selections choose.
#     `aws backup list-backup-jobs --region {region} --by-backup-vault-name {name}`
package rules.backup.vault_filled

import data.lib.moments

exempt if {
	is_number(input.requires.vault_filled_days)
	input.links.filled_by == []
}

compliant if {
	is_number(input.requires.vault_filled_days)
	is_array(input.links.filled_by)
	input.links.filled_by != []
	input.links.contents.usable > 0
}

unknown contains sprintf("the plans that write to it are younger than %v days", [days]) if {
	is_array(input.links.filled_by)
	days := input.requires.vault_filled_days
	every rule in input.links.filled_by {
		moments.seconds_between(rule.created_at, input.as_of) < days * moments.day
	}
}

findings contains {
	"message": sprintf(
		"the vault holds no recovery point that can be restored, though %v writes to it",
		[concat(", ", writers)],
	),
	"at": "/links/contents/usable",
	"expected": "at least one",
	"actual": 0,
} if {
	input.links.contents.usable == 0
	is_array(input.links.filled_by)
	writers := {sprintf("rule '%v' of plan '%v'", [rule.rule_name, rule.plan_name]) |
		some rule in input.links.filled_by
	}
}
