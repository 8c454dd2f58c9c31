# METADATA
# title: What logs have to prove after an incident is decided
# description: >-
#   After a loss somebody asks who deleted what and when. Which logs and activity records have to answer that, for
#   how long, and how often they are reviewed is decided and approved; rules about log groups and trails compare
#   retention with the tier.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-010
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_incident_days]
#   covers: [77]
#   controls:
#     nist_800_53_r5: [AU-11]
#     iso_27001_2022: [A.5.33]
#     soc_2: [CC7.4]
#     pci_dss_4: ["12.10.1"]
#   remediation: >-
#     Decide which logs an investigation needs, for how long, and who reviews them how often. The template comes
#     from
#     `safehold evidence new decision --topic incident_evidence --application '{name}'`
package rules.application.incident_evidence_decided

import data.lib.evidence

compliant if {
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "incident_evidence"

_asked := {
	"days": input.requires.evidence_incident_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
