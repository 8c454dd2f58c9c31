# METADATA
# title: Recovery was validated in test before production, and approved
# description: >-
#   What protects production was tried in a test environment first, and somebody approved that it goes live:
#   plans, lifecycle rules, locks and the procedures around them. A lock that is wrong cannot be taken back in
#   production.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-020
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_production_readiness_days]
#   covers: [88]
#   controls:
#     nist_800_53_r5: [CP-4]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.3]
#   remediation: >-
#     Validate the protection in the test environment and record the approval with `type: approval` and
#     `environment: test`. The template comes from
#     `safehold evidence new approval --topic production_readiness --application '{name}'`
package rules.application.production_approved

import data.lib.evidence

compliant if {
	some record in _holding
	record.environment == "test"
	record.type == "approval"
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

findings contains {
	"message": sprintf("%v: it was not done in a test environment", [record.name]),
	"at": "/links/evidence",
	"expected": "test",
	"actual": record.environment,
} if {
	some record in _holding
	record.environment != "test"
}

findings contains {
	"message": sprintf("%v: it is no approval", [record.name]),
	"at": "/links/evidence",
	"expected": "approval",
	"actual": record.type,
} if {
	some record in _holding
	record.type != "approval"
}

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "production_readiness"

_asked := {
	"days": input.requires.evidence_production_readiness_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
