# METADATA
# title: A runbook for the full recovery is kept
# description: >-
#   Eight steps bring a whole application back: declare, freeze, configuration, identities, tables and objects to
#   one moment, search, validation, cutover. The runbook that says how is approved and current, and includes what
#   no backup holds: domains, certificates and the network (VPC).
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-022
#   severity: low
#   kind: estate.application
#   needs: [/links/evidence]
#   requires: [evidence_runbook_days]
#   covers: [94]
#   controls:
#     nist_800_53_r5: [CP-10]
#     iso_27001_2022: [A.5.29, A.5.30]
#     dora: [Art. 11, "Art. 12(1)"]
#     soc_2: [CC7.5]
#     nist_csf_2: [RC.RP]
#     fedramp_20x: [KSI-RPL-02]
#     hipaa: ["164.308(a)(7)(ii)(B)"]
#     cis_controls_8_1: ["11.1"]
#   remediation: >-
#     Write the runbook, have it approved, and record it with `contains: [domain, certificates, network]` once
#     it covers them. The template comes from
#     `safehold evidence new decision --topic runbook --application '{name}'`
package rules.application.runbook_kept

import data.lib.evidence

compliant if {
	some record in _holding
	every what in _contents {
		what in record.contains
	}
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

findings contains {
	"message": sprintf("%v: it does not include %v", [record.name, concat(", ", missing)]),
	"at": "/links/evidence",
	"expected": _contents,
	"actual": record.contains,
} if {
	some record in _holding
	held := record.contains
	missing := [what | some what in _contents; not what in held]
	count(missing) > 0
}

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "runbook"

_contents := ["certificates", "domain", "network"]

_asked := {
	"days": input.requires.evidence_runbook_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
