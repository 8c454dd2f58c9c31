# METADATA
# title: No restored index is in use by accident
# description: >-
#   An index whose name ends in _restored was made to look at, beside the one that it was restored from. Where that one
#   is gone, searches go to the restored one, and somebody should have decided so (a record with the topic
#   index_cutover). AWS does not tell which indices a domain has, so this is as the newest successful manual snapshot
#   of each repository tells; a domain without such snapshots tells nothing of it. Snapshots are asked of the domain
#   itself, with --opensearch-snapshots only.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["opensearch.domain"]
# custom:
#   id: OSS-005
#   severity: low
#   kind: opensearch.domain
#   needs: [/config/manual_snapshots, /links/evidence, /links/restored_indices]
#   requires: [index_cutover_days]
#   covers: [46]
#   controls:
#     nist_800_53_r5: ["CP-10(2)"]
#     iso_27001_2022: [A.5.30]
#     soc_2: [PI1.5]
#   remediation: >-
#     Compare the index with its sources, then record that it is used from now on (`safehold evidence new decision`,
#     with the topic index_cutover and {name} in its scope); or build the index again under its own name.
package rules.opensearch.restored_index

import data.lib.evidence

exempt if input.config.manual_snapshots.succeeded == 0

compliant if {
	input.requires.index_cutover_days > 0
	is_number(input.config.manual_snapshots.succeeded)
	input.config.manual_snapshots.succeeded > 0
	is_array(input.links.restored_indices)
	every index in input.links.restored_indices {
		index.original_present == true
	}
}

compliant if {
	is_number(input.config.manual_snapshots.succeeded)
	input.config.manual_snapshots.succeeded > 0
	count(evidence.decisions(input.links.evidence, "index_cutover", _asked)) > 0
}

findings contains {
	"message": sprintf("%v is in the snapshot %v of %v, what it was restored from is not, and nobody decided so", [
		index.index,
		index.snapshot,
		index.started_at,
	]),
	"at": sprintf("/links/restored_indices/%v/original_present", [i]),
	"expected": true,
	"actual": false,
} if {
	is_array(input.links.restored_indices)
	some i, index in input.links.restored_indices
	index.original_present == false
}

_asked := {"days": input.requires.index_cutover_days, "taken_at": input.taken_at, "as_of": input.as_of}
