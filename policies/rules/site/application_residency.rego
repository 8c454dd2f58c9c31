# METADATA
# title: The parts of an application lie where its data may
# description: >-
#   Where the data of an application is bound to some Regions, so is each of its critical parts: a table or bucket that
#   somebody made in another one, in a second stack or by hand, breaks the promise for all of it. Copies and replicas
#   are judged with each part (EST-001). Which Regions is for the user to say, in a tier; no shipped tier does.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: SITE-004
#   severity: high
#   kind: estate.application
#   needs: [/config/regions]
#   requires: [residency_regions]
#   covers: [99]
#   controls:
#     nist_800_53_r5: [CP-6]
#     iso_27001_2022: [A.5.33]
#     soc_2: [C1.2]
#     gdpr: [32(1)(b)]
#   remediation: >-
#     Move the parts in other Regions, or give them an application of their own: `safehold matrix` lists all parts, each
#     with its Region.
package rules.site.application_residency

compliant if {
	is_array(input.requires.residency_regions)
	count(input.config.regions) > 0
	every region in input.config.regions {
		region in input.requires.residency_regions
	}
}

findings contains {
	"message": sprintf(
		"%v has parts in %v; tier %v allows %v",
		[input.name, region, input.profile.tier, concat(", ", sort(input.requires.residency_regions))],
	),
	"at": sprintf("/config/regions/%v", [i]),
	"expected": sprintf("one of %v", [concat(", ", sort(input.requires.residency_regions))]),
	"actual": region,
} if {
	some i, region in input.config.regions
	count([allowed | some allowed in input.requires.residency_regions; allowed == region]) == 0
}
