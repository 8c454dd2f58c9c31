package rules.opensearch.restored_index_test

import data.rules.opensearch.restored_index as rule
import data.testing.documents
import data.testing.opensearch_domain

test_a_domain_without_restored_indices_is_compliant if {
	rule.compliant with input as _domain([], [])
	rule.findings == set() with input as _domain([], [])
}

test_one_beside_its_original_is_compliant if {
	rule.compliant with input as _domain([{"original_present": true}], [])
}

test_one_in_place_of_its_original_fails_and_says_so if {
	document := _domain([{"original_present": true}, {}], [])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"documents_restored is in the snapshot 2026-03-31 of 2026-03-31T01:00:00Z, ",
			"what it was restored from is not, and nobody decided so",
		]),
		"at": "/links/restored_indices/1/original_present",
		"expected": true,
		"actual": false,
	}}
}

test_a_cutover_that_was_decided_is_compliant if {
	rule.compliant with input as _domain([{}], [opensearch_domain.cutover])
	not rule.compliant with input as _domain([{}], [opensearch_domain.decision])
	late := object.union(opensearch_domain.cutover, {"dated_at": "2025-03-30T11:59:59Z"})
	not rule.compliant with input as _domain([{}], [late])
}

test_a_domain_without_snapshots_is_exempt if {
	document := opensearch_domain.snapshots({"succeeded": 0})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_unknown_proves_nothing if {
	every document in [
		documents.linked(_domain([], []), {"restored_indices": null}),
		documents.configured(_domain([], []), {"manual_snapshots": {"succeeded": null}}),
	] {
		not rule.compliant with input as document
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(opensearch_domain.document)
}

_domain(indices, evidence) := documents.linked(opensearch_domain.document, {
	"restored_indices": [index |
		some part in indices
		index := object.union(opensearch_domain.restored_index, part)
	],
	"evidence": evidence,
})
