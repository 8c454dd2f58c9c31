# METADATA
# title: A serverless OpenSearch collection for rule tests
# description: One that every rule is content with, at the highest tier, and helpers that change one thing in it.
package testing.opensearch_collection

import data.testing.documents
import data.testing.opensearch_domain

# The collection of which nothing is attested.
unattested := documents.linked(document, {"evidence": []})

document := {
	"kind": "opensearch.collection",
	"id": "arn:aws:aoss:eu-central-1:111122223333:collection/1a2b3c4d5e6f7a8b9c0d",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "legal-search",
	"tags": {"Application": "FormKiQ", "safehold:tier": "enterprise"},
	"config": {
		"status": "ACTIVE",
		"type": "SEARCH",
		"created_at": "2024-05-02T08:00:00Z",
		"key_arn": null,
		"standby_replicas": true,
		"deletion_protection": true,
	},
	"gaps": [],
	"links": object.union(documents.no_links, {
		"evidence": [opensearch_domain.decision],
		"stack": _owner,
	}),
	"profile": object.union(documents.profile, {"data_type": "search_index"}),
	"requires": {"search_recovery_days": 366, "stack_retains": true},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

_owner := object.union(documents.owning_stack, {
	"logical_id": "LegalSearch",
	"type": "AWS::OpenSearchServerless::Collection",
})
