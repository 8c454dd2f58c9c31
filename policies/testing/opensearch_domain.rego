# METADATA
# title: An OpenSearch domain for rule tests
# description: One that every rule is content with, at the highest tier, and helpers that change one thing in it.
package testing.opensearch_domain

import data.testing.documents

# The domain with something else in the sum of its manual snapshots.
snapshots(changes) := documents.configured(document, {"manual_snapshots": changes})

# The domain of which nothing is attested.
unattested := documents.linked(document, {"evidence": []})

# The domain with something else in what is attested of it.
attested(changes) := documents.linked(document, {"evidence": [object.union(decision, changes)]})

document := {
	"kind": "opensearch.domain",
	"id": "arn:aws:es:eu-central-1:111122223333:domain/formkiq-prod-search",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "formkiq-prod-search",
	"tags": {"Application": "FormKiQ", "safehold:tier": "enterprise"},
	"config": _config,
	"gaps": [],
	"links": object.union(documents.no_links, {
		"evidence": [decision, cutover],
		"restored_indices": [],
		"stack": _owner,
	}),
	"profile": object.union(documents.profile, {"data_type": "search_index"}),
	"requires": {
		"search_recovery_days": 366,
		"search_snapshot_max_age_days": 1,
		"search_snapshot_retention_days": 35,
		"search_snapshots_whole": true,
		"index_cutover_days": 366,
		"stack_retains": true,
	},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

# What was decided on how the index comes back.
decision := {
	"name": "search-recovery",
	"type": "decision",
	"topic": "search_recovery",
	"dated_at": "2026-01-15T00:00:00Z",
	"expires_at": null,
	"environment": null,
	"result": null,
	"measured_rto_seconds": null,
	"measured_rpo_seconds": null,
	"checked": [],
	"contains": [],
	"restore_jobs": [],
	"owner": "platform team",
	"approved_by": ["head of platform"],
	"verified": null,
	"sites": [],
}

# What was decided on an index that was restored and is used now.
cutover := object.union(decision, {"name": "orders-cutover", "topic": "index_cutover"})

restored_index := {
	"index": "documents_restored",
	"repository": "nightly",
	"snapshot": "2026-03-31",
	"started_at": "2026-03-31T01:00:00Z",
	"original_present": false,
}

_owner := object.union(documents.owning_stack, {"logical_id": "Search", "type": "AWS::OpenSearchService::Domain"})

_off := {"enabled": false, "type": null, "count": null}

_config := {
	"engine": "OpenSearch",
	"engine_version": "OpenSearch_2.19",
	"created": true,
	"deleted": false,
	"processing": false,
	"upgrade_processing": false,
	"processing_status": "Active",
	"endpoint": "vpc-formkiq-prod-search-1a2b3c.eu-central-1.es.amazonaws.com",
	"cluster": _cluster,
	"ebs": {"enabled": true, "volume_type": "gp3", "volume_size_bytes": 107374182400},
	"encryption_at_rest": {
		"enabled": true,
		"key_id": "arn:aws:kms:eu-central-1:111122223333:key/0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9",
	},
	"node_to_node_encryption": true,
	"vpc": null,
	"automated_snapshot_start_hour": 0,
	"automated_snapshot_pause": {"enabled": false, "state": "Disabled", "starts_at": null, "ends_at": null},
	"manual_snapshots": _snapshots,
}

_cluster := {
	"instance_type": "r6g.large.search",
	"instance_count": 3,
	"dedicated_master": _off,
	"warm": _off,
	"cold_storage": false,
	"zone_awareness": {"enabled": true, "availability_zones": 3},
	"multi_az_with_standby": false,
}

_snapshots := {
	"repositories": 1,
	"count": 90,
	"succeeded": 90,
	"partial": 0,
	"failed": 0,
	"in_progress": 0,
	"newest_success_at": "2026-03-31T01:00:00Z",
	"oldest_success_at": "2026-01-01T01:00:00Z",
}
