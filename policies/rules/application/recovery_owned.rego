# METADATA
# title: The application's recovery has an owner and an approver
# description: >-
#   When data is lost, one person or team has to lead the recovery and another has to approve what overwrites
#   production. The record names both: the owner, and who approved. Names grow old as people leave, so it has to
#   be looked at again.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-004
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_ownership_days]
#   covers: [5]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.5.29, A.5.30]
#     dora: [Art. 11]
#     soc_2: [CC7.4]
#   remediation: >-
#     Name who leads a recovery (owner) and who approves it (approved_by). The template comes from
#     `safehold evidence new decision --topic ownership --application '{name}'`
package rules.application.recovery_owned

import data.lib.evidence

compliant if {
	some record in _holding
	is_string(record.owner)
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

findings contains {
	"message": sprintf("%v: it names no owner", [record.name]),
	"at": "/links/evidence",
	"expected": "a name",
	"actual": record.owner,
} if {
	some record in _holding
	is_null(record.owner)
}

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "ownership"

_asked := {
	"days": input.requires.evidence_ownership_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
