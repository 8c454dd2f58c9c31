# METADATA
# title: No manual snapshot of the domain is failed or partial
# description: >-
#   A failed or partial snapshot lacks shards: who restores it in a hurry loses what they held, and what broke it may
#   break the next. One that is left over from a cause since removed is a trap, too, and can be deleted. Snapshots are
#   asked of the domain itself, with --opensearch-snapshots only.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["opensearch.domain"]
# custom:
#   id: OSS-003
#   severity: medium
#   kind: opensearch.domain
#   needs: [/config/manual_snapshots]
#   requires: [search_snapshots_whole]
#   covers: [41]
#   controls:
#     nist_800_53_r5: ["CP-9(1)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     nist_csf_2: [PR.DS-11]
#   remediation: >-
#     Look for the reason (`GET _snapshot/<repository>/<name>` names the shards that failed), take a whole one, and
#     delete what is not: `DELETE _snapshot/<repository>/<name>` on the endpoint of {name}.
package rules.opensearch.snapshots_whole

exempt if input.config.manual_snapshots.repositories == 0

compliant if {
	input.requires.search_snapshots_whole == true
	input.config.manual_snapshots.repositories > 0
	input.config.manual_snapshots.failed == 0
	input.config.manual_snapshots.partial == 0
}

findings contains {
	"message": sprintf("%v of %v manual snapshots are %v", [number, input.config.manual_snapshots.count, state]),
	"at": sprintf("/config/manual_snapshots/%v", [state]),
	"expected": 0,
	"actual": number,
} if {
	some state in ["failed", "partial"]
	number := input.config.manual_snapshots[state]
	number != 0
}
