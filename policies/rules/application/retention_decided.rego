# METADATA
# title: How long each type of the application's data is kept is decided
# description: >-
#   Retention is a promise to customers, courts and data protection officers, so somebody has to decide it for
#   each type of data: content, metadata, search indexes, identities, logs and backups. Rules about buckets and
#   tables only compare what is configured with what a tier asks for.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-002
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_retention_days]
#   covers: [3]
#   controls:
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.5.33, A.8.10]
#     cis_controls_8_1: ["3.4"]
#     gdpr: ["5(1)(e)"]
#     pci_dss_4: ["3.2.1"]
#     hipaa: ["164.316(b)(2)(i)"]
#   remediation: >-
#     Decide for each type of data how long it is kept at least and at most, and have that approved. The
#     template comes from
#     `safehold evidence new decision --topic retention --application '{name}'`
package rules.application.retention_decided

import data.lib.evidence

compliant if {
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "retention"

_asked := {
	"days": input.requires.evidence_retention_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
