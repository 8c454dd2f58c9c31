# METADATA
# title: There is a procedure to repair a single site
# description: >-
#   Point-in-time recovery restores whole tables, so undoing one site's loss must not undo the work of all others.
#   How the items of one site are copied from a restored table into the live one is written down and approved. An
#   application without sites has no such need.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-025
#   severity: low
#   kind: estate.application
#   needs: [/config/sites, /links/evidence]
#   requires: [evidence_site_repair_days]
#   covers: [97]
#   controls:
#     nist_800_53_r5: ["CP-10(2)"]
#     iso_27001_2022: [A.5.29]
#     soc_2: [CC7.5]
#   remediation: >-
#     Write down how the items and objects of one site are taken from a restored table and bucket into the live
#     ones. The template comes from
#     `safehold evidence new decision --topic site_repair --application '{name}'`
package rules.application.site_repair_decided

import data.lib.evidence

exempt if count(input.config.sites) == 0

compliant if {
	count(input.config.sites) > 0
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "site_repair"

_asked := {
	"days": input.requires.evidence_site_repair_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
