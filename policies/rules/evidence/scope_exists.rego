# METADATA
# title: The resources of the evidence exist
# description: >-
#   A record holds for the resources whose ARNs it gives. One of them is not in the snapshot, though its account
#   and Region were scanned: it was deleted, or its ARN was misspelt, and then the record is evidence for nothing.
#   What lies outside what was scanned is not known. A record that names no resources has none to look for.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["evidence.record"]
# custom:
#   id: EVD-003
#   severity: low
#   kind: evidence.record
#   needs: [/config/scope, /links/claims]
#   requires: [evidence_sound]
#   covers: []
#   controls:
#     nist_800_53_r5: [CP-4]
#     iso_27001_2022: [A.5.33]
#   remediation: >-
#     Correct the ARN in the record's scope, or take out what no longer exists. Where several resources are
#     meant, name the application, the site or the tier instead.
package rules.evidence.scope_exists

exempt if count(input.config.scope.resources) == 0

compliant if {
	input.requires.evidence_sound == true
	count(input.config.scope.resources) > 0
	every arn in input.config.scope.resources {
		some resource in input.links.claims.resources
		resource.arn == arn
		resource.found == true
	}
}

findings contains {
	"message": sprintf("%v is not in the snapshot", [resource.arn]),
	"at": sprintf("/links/claims/resources/%v/found", [i]),
	"expected": true,
	"actual": false,
} if {
	some i, resource in input.links.claims.resources
	resource.found == false
}
