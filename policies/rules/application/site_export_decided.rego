# METADATA
# title: How a single site is exported is decided
# description: >-
#   A site that leaves, or has to be moved, needs its own data and nobody else's: by prefix in the bucket, by
#   partition key in the table. How it is exported, kept and deleted is decided and approved. An application
#   without sites has no such need.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-026
#   severity: low
#   kind: estate.application
#   needs: [/config/sites, /links/evidence]
#   requires: [evidence_site_export_days]
#   covers: [98]
#   controls:
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.8.10]
#     soc_2: [C1.2]
#   remediation: >-
#     Decide how a site's content, metadata and activity are exported, where the export lies and for how long.
#     The template comes from
#     `safehold evidence new decision --topic site_export --application '{name}'`
package rules.application.site_export_decided

import data.lib.evidence

exempt if count(input.config.sites) == 0

compliant if {
	count(input.config.sites) > 0
	count(_holding) > 0
}

findings contains finding if some finding in evidence.undecided(input.links.evidence, _topic, _asked)

_holding := evidence.decisions(input.links.evidence, _topic, _asked)

_topic := "site_export"

_asked := {
	"days": input.requires.evidence_site_export_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
