# METADATA
# title: Recovery checks are part of the pipeline
# description: >-
#   Protection breaks by change: a new table, a renamed bucket, a template without its backup plan. That the
#   deployment pipeline checks recovery, and that verification runs on a schedule, is written down and approved.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-021
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_recovery_checks_days]
#   covers: [93]
#   controls:
#     nist_800_53_r5: ["CP-9(1)"]
#     cis_controls_8_1: ["11.5"]
#     aws_well_architected: [REL13-BP04, REL13-BP05]
#   remediation: >-
#     Run `safehold scan` in the pipeline and on a schedule, and record which checks run where. The template
#     comes from
#     `safehold evidence new decision --topic recovery_checks --application '{name}'`
package rules.application.recovery_checks_scheduled

import data.lib.evidence

compliant if {
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "recovery_checks"

_asked := {
	"days": input.requires.evidence_recovery_checks_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
