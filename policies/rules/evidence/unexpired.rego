# METADATA
# title: Evidence has not expired
# description: >-
#   Whoever wrote the record said until when it can be relied on, and that moment has passed. Until somebody looks
#   again, it proves nothing. A record after which a later one of the same type, topic and scope was written has
#   done its work, and one that names no end is held to the tier's cadence by the rules that it is evidence for.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["evidence.record"]
# custom:
#   id: EVD-001
#   severity: low
#   kind: evidence.record
#   needs: [/config/expires_at, /links/claims/newer]
#   requires: [evidence_sound]
#   covers: []
#   controls:
#     nist_800_53_r5: [CP-4]
#     iso_27001_2022: [A.5.33]
#   remediation: >-
#     Repeat the test or the decision and record it anew: `safehold evidence check FILE` lists what has expired.
package rules.evidence.unexpired

import data.lib.moments

exempt if is_null(input.config.expires_at)

exempt if count(input.links.claims.newer) > 0

compliant if {
	input.requires.evidence_sound == true
	count(input.links.claims.newer) == 0
	moments.seconds_between(input.as_of, input.config.expires_at) > 0
}

findings contains {
	"message": sprintf("it expired on %v, %v ago", [input.config.expires_at, moments.spoken(late)]),
	"at": "/config/expires_at",
	"expected": sprintf("after %v", [input.as_of]),
	"actual": input.config.expires_at,
} if {
	late := moments.seconds_between(input.config.expires_at, input.as_of)
	late >= 0
}
