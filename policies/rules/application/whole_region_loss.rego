# METADATA
# title: The application as a whole survives the loss of its Region
# description: >-
#   An application of which half the parts come back in another Region has not come back. All of its critical parts have
#   a path that survives the loss of the Region; each part's own finding says what it lacks.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-030
#   severity: medium
#   kind: estate.application
#   needs: [/config/critical_count, /config/name, /config/scenarios]
#   requires: [survives_region_loss]
#   covers: []
#   controls:
#     nist_800_53_r5: [CP-6, "CP-6(1)"]
#     iso_27001_2022: [A.8.14]
#     dora: ["Art. 12(3)"]
#     aws_well_architected: [REL13-BP02]
#     aws_backup_audit_manager: [BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION]
#   remediation: >-
#     Give every part that is named a copy in one other Region: a copy action in its AWS Backup plan, or replication
#     with versioning for a bucket. `safehold rules list` shows the rules that judge each part.
package rules.application.whole_region_loss

import data.lib.applications

exempt if is_null(input.config.name)

compliant if {
	is_string(input.config.name)
	input.requires.survives_region_loss == true
	input.config.scenarios.region_loss.recoverable > 0
	input.config.scenarios.region_loss.not_recoverable == 0
	input.config.scenarios.region_loss.unknown == 0
}

unknown contains applications.not_known(input.config.scenarios.region_loss) if {
	input.config.scenarios.region_loss.not_recoverable == 0
	input.config.scenarios.region_loss.unknown > 0
}

unknown contains "of none of its parts it is known whether it survives that" if {
	object.get(input.config.scenarios, "region_loss", null) == null
}

findings contains {
	"message": applications.lost(
		input.config.scenarios.region_loss,
		input.config.critical_count,
		"in another Region",
	),
	"at": "/config/scenarios/region_loss/not_recoverable",
	"expected": 0,
	"actual": input.config.scenarios.region_loss.not_recoverable,
} if {
	input.config.scenarios.region_loss.not_recoverable > 0
}
