# METADATA
# title: Who may purge the application's documents, and when, is decided
# description: >-
#   A purge removes versions for good, so no recovery path inside the account undoes it. Which principals may
#   purge, on whose approval, and what is purged because the law asks for it is decided and approved; the rule
#   about the bucket's policy then says who can.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-007
#   severity: low
#   kind: estate.application
#   needs: [/config/data_types, /links/evidence]
#   requires: [evidence_purge_days]
#   covers: [29]
#   controls:
#     nist_800_53_r5: ["CP-9(7)", SI-12]
#     iso_27001_2022: [A.8.10]
#     soc_2: [C1.2]
#     gdpr: ["5(1)(e)"]
#   remediation: >-
#     Decide who may delete versions for good and who approves it, and deny s3:DeleteObjectVersion to everybody
#     else. The template comes from
#     `safehold evidence new decision --topic purge --application '{name}'`
package rules.application.purge_decided

import data.lib.evidence

exempt if {
	every held in input.config.data_types {
		held != "document_content"
	}
}

compliant if {
	"document_content" in input.config.data_types
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "purge"

_asked := {
	"days": input.requires.evidence_purge_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
