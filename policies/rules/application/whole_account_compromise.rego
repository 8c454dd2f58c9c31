# METADATA
# title: The application as a whole survives the loss of its account
# description: >-
#   Whoever takes over the account can delete what its administrators can. All of the application's critical parts have
#   a path that they cannot destroy: a copy in another account, or a lock that nobody can lift. Each part's own finding
#   says what it lacks.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-031
#   severity: medium
#   kind: estate.application
#   needs: [/config/critical_count, /config/name, /config/scenarios]
#   requires: [survives_account_compromise]
#   covers: []
#   controls:
#     nist_800_53_r5: [CP-6, "CP-9(7)"]
#     iso_27001_2022: [A.8.14]
#     cis_controls_8_1: ["11.4"]
#     dora: ["Art. 12(3)"]
#     aws_backup_audit_manager: [BACKUP_RESOURCES_PROTECTED_BY_CROSS_ACCOUNT]
#   remediation: >-
#     Copy the recovery points of every part that is named to a vault in an account with other administrators, or lock
#     the vault in compliance mode.
package rules.application.whole_account_compromise

import data.lib.applications

exempt if is_null(input.config.name)

compliant if {
	is_string(input.config.name)
	input.requires.survives_account_compromise == true
	input.config.scenarios.account_compromise.recoverable > 0
	input.config.scenarios.account_compromise.not_recoverable == 0
	input.config.scenarios.account_compromise.unknown == 0
}

unknown contains applications.not_known(input.config.scenarios.account_compromise) if {
	input.config.scenarios.account_compromise.not_recoverable == 0
	input.config.scenarios.account_compromise.unknown > 0
}

unknown contains "of none of its parts it is known whether it survives that" if {
	object.get(input.config.scenarios, "account_compromise", null) == null
}

findings contains {
	"message": applications.lost(
		input.config.scenarios.account_compromise,
		input.config.critical_count,
		"from another account",
	),
	"at": "/config/scenarios/account_compromise/not_recoverable",
	"expected": 0,
	"actual": input.config.scenarios.account_compromise.not_recoverable,
} if {
	input.config.scenarios.account_compromise.not_recoverable > 0
}
