# METADATA
# title: A backup plan has rules, and something assigned to it
# description: >-
#   A plan without a rule makes no backups, and a plan without a selection makes them of nothing; both show among the
#   plans as if they protected something.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.plan"]
# custom:
#   id: BKP-025
#   severity: medium
#   kind: backup.plan
#   needs: [/config/rules, /links/selections]
#   requires: [plan_works]
#   covers: [47, 224, 225]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     cis_controls_8_1: ["11.2"]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Assign resources to it, or delete it.
#     `aws backup create-backup-selection --region {region} --backup-plan-id <plan>
#     --backup-selection file://selection.json`
package rules.backup.plan_selects

compliant if {
	input.requires.plan_works == true
	some rule in _rules
	is_string(rule.vault_name)
	some selection in _selections
	is_string(selection)
}

findings contains {
	"message": "the plan has no rule, so it makes no backups",
	"at": "/config/rules",
	"expected": "at least one rule",
	"actual": [],
} if {
	input.config.rules == []
}

findings contains {
	"message": "nothing is assigned to the plan, so it backs nothing up",
	"at": "/links/selections",
	"expected": "at least one selection",
	"actual": [],
} if {
	input.links.selections == []
}

_rules := input.config.rules if is_array(input.config.rules)

_selections := input.links.selections if is_array(input.links.selections)
