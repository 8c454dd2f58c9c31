# METADATA
# title: Every site has evidence of its own
# description: >-
#   Sites (tenants) differ in size, retention and residency, and PITR knows none of them: that one site's data came
#   back says little of another's. Each site is named in the scope of a restore test that passed, or of an export,
#   within what the tier allows. An application without sites has none to name.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-027
#   severity: low
#   kind: estate.application
#   needs: [/config/sites, /links/evidence]
#   requires: [evidence_site_tested_days]
#   covers: [100]
#   controls:
#     nist_800_53_r5: [CP-4]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.3]
#   remediation: >-
#     Include data of each site in restore tests and name the sites in the scope of the records. The template comes from
#     `safehold evidence new restore-test --topic site_repair --application '{name}'`
package rules.application.sites_tested

import data.lib.evidence

exempt if count(input.config.sites) == 0

compliant if {
	count(input.config.sites) > 0
	every site in input.config.sites {
		some record in _proving
		site in record.sites
	}
}

findings contains {
	"message": sprintf(
		"no current restore test or export names %v of %v sites: %v",
		[count(missing), count(input.config.sites), concat(", ", array.slice(missing, 0, 20))],
	),
	"at": "/config/sites",
	"expected": input.config.sites,
	"actual": sort(_named & {site | some site in input.config.sites}),
} if {
	is_array(input.links.evidence)
	missing := sort({site | some site in input.config.sites} - _named)
	count(missing) > 0
}

_named contains site if {
	some record in _proving
	some site in record.sites
}

_proving := evidence.restored_or_exported(input.links.evidence, _asked)

_asked := {
	"days": input.requires.evidence_site_tested_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
}
