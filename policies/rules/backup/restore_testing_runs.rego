# METADATA
# title: A restore testing plan restores something, on its schedule
# description: >-
#   A restore testing plan without a selection restores nothing, and one that stopped running shows what could be
#   restored once. Its last run must be no older than the longest interval of its schedule and its start window.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.restore_testing_plan"]
# custom:
#   id: BKP-029
#   severity: medium
#   kind: backup.restore_testing_plan
#   needs: [/config/created_at, /config/last_execution_at, /config/start_window_hours, /links/testing]
#   requires: [restore_testing_runs]
#   covers: [90]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-9(1)"]
#     iso_27001_2022: [A.5.30, A.8.13]
#     soc_2: [A1.3]
#     cis_controls_8_1: ["11.5"]
#     gdpr: [32(1)(d)]
#     aws_well_architected: [REL09-BP04, REL13-BP03]
#   remediation: >-
#     Give it a selection, and look at its restore jobs.
#     `aws backup create-restore-testing-selection --region {region} --restore-testing-plan-name {name}
#     --restore-testing-selection file://selection.json`
package rules.backup.restore_testing_runs

import data.lib.moments

compliant if {
	input.requires.restore_testing_runs == true
	some selection in _selections
	is_string(selection.resource_type)
	age := moments.age(input.config.last_execution_at, input.taken_at, input.as_of)
	age <= _allowed
}

unknown contains "it never ran, and its schedule has not come round since it was made" if {
	is_null(input.config.last_execution_at)
	count(_selections) > 0
	moments.seconds_between(input.config.created_at, input.as_of) <= _allowed
}

unknown contains "its schedule could not be evaluated" if {
	is_null(input.links.testing.interval_seconds)
	count(_selections) > 0
	is_string(input.config.last_execution_at)
}

findings contains {
	"message": "the restore testing plan has no selection, so it restores nothing",
	"at": "/links/testing/selections",
	"expected": "at least one selection",
	"actual": [],
} if {
	input.links.testing.selections == []
}

findings contains {
	"message": sprintf("it never ran, though its schedule came round within %v", [moments.spoken(_allowed)]),
	"at": "/config/last_execution_at",
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, 0 - _allowed)]),
	"actual": null,
} if {
	is_null(input.config.last_execution_at)
}

findings contains {
	"message": sprintf(
		"it last ran %v ago, and should at least every %v",
		[moments.spoken(age), moments.spoken(_allowed)],
	),
	"at": "/config/last_execution_at",
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, 0 - _allowed)]),
	"actual": input.config.last_execution_at,
} if {
	age := moments.seconds_between(input.config.last_execution_at, input.as_of)
	age > _allowed
}

_selections := input.links.testing.selections if is_array(input.links.testing.selections)

# The longest time between two runs: AWS starts one at any time within the window.
_allowed := input.links.testing.interval_seconds + (input.config.start_window_hours * moments.hour) if {
	is_number(input.links.testing.interval_seconds)
	is_number(input.config.start_window_hours)
}
