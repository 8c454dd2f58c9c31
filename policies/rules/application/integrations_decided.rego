# METADATA
# title: What downstream systems do after a recovery is decided
# description: >-
#   Systems that were told of changes which a recovery undid are now ahead of the application: webhooks, exports,
#   other databases. How they are reconciled, and who tells whom, is decided and approved; that there are none is
#   a decision too.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-023
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_integrations_days]
#   covers: [95]
#   controls:
#     nist_800_53_r5: ["CP-10(2)"]
#     iso_27001_2022: [A.5.29]
#     soc_2: [CC7.5]
#   remediation: >-
#     List the systems downstream and outside, and decide how each is brought to the restored state. The
#     template comes from
#     `safehold evidence new decision --topic integrations --application '{name}'`
package rules.application.integrations_decided

import data.lib.evidence

compliant if {
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "integrations"

_asked := {
	"days": input.requires.evidence_integrations_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
