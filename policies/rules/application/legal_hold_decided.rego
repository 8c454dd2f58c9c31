# METADATA
# title: What must be held for legal reasons is decided
# description: >-
#   Versioning and lifecycle rules know nothing of lawsuits. Whether documents have to be kept for longer than
#   their retention, which ones, and who sets and lifts a hold (Object Lock legal hold, AWS Backup legal hold) is
#   decided and approved. An application without documents has nothing to hold.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-006
#   severity: low
#   kind: estate.application
#   needs: [/config/data_types, /links/evidence]
#   requires: [evidence_legal_hold_days]
#   covers: [28]
#   controls:
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.5.33]
#     sec_17a_4: ["17a-4(f)", FINRA 4511]
#   remediation: >-
#     Decide which documents can come under a legal hold, and who sets and lifts one; `none` is a decision too.
#     The template comes from
#     `safehold evidence new decision --topic legal_hold --application '{name}'`
package rules.application.legal_hold_decided

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

_topic := "legal_hold"

_asked := {
	"days": input.requires.evidence_legal_hold_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
