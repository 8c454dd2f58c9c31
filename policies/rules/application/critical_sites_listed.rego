# METADATA
# title: Business-critical sites are listed
# description: >-
#   Where an application serves several sites (tenants), not all of them can come back first. Which are critical
#   to the business, and in which order they are recovered, is decided and approved. An application without sites
#   has no such list.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-024
#   severity: low
#   kind: estate.application
#   needs: [/config/sites, /links/evidence]
#   requires: [evidence_critical_sites_days]
#   covers: [96]
#   controls:
#     nist_800_53_r5: ["CP-2(5)"]
#     iso_27001_2022: [A.5.29]
#     dora: ["Art. 12(6)"]
#   remediation: >-
#     List the sites in the order in which they are to be recovered. The template comes from
#     `safehold evidence new decision --topic critical_sites --application '{name}'`
package rules.application.critical_sites_listed

import data.lib.evidence

exempt if count(input.config.sites) == 0

compliant if {
	count(input.config.sites) > 0
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "critical_sites"

_asked := {
	"days": input.requires.evidence_critical_sites_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
