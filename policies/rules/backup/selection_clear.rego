# METADATA
# title: A selection chooses what it says
# description: >-
#   Resources and ListOfTags are joined by OR: `*` beside tags selects everything, not what carries the tags. Whoever
#   wrote it meant a part, and pays for backups of all; whoever reads it takes the tags for what decides.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.selection"]
# custom:
#   id: BKP-027
#   severity: low
#   kind: backup.selection
#   needs: [/config/assignment]
#   requires: [selection_clear]
#   covers: [47]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Put the tags under Conditions, which filter what Resources choose, or leave `*` out. A selection cannot be
#     changed: create another, then delete this one. `aws backup create-backup-selection --region {region}
#     --backup-plan-id <plan> --backup-selection file://selection.json`
package rules.backup.selection_clear

compliant if {
	input.requires.selection_clear == true
	input.config.assignment.tag_conditions == []
}

compliant if {
	input.requires.selection_clear == true
	is_object(input.config.assignment)
	every pattern in input.config.assignment.resources {
		pattern != "*"
	}
}

findings contains {
	"message": "it selects every resource: `*` beside tags makes the tags choose nothing",
	"at": "/config/assignment/resources",
	"expected": "tags under Conditions, or no `*`",
	"actual": input.config.assignment.resources,
} if {
	"*" in input.config.assignment.resources
	input.config.assignment.tag_conditions != []
}
