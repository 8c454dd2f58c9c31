# METADATA
# title: An application for rule tests
# description: One that every rule is content with, at the highest tier, and helpers that change what is attested of it.
package testing.estate_application

import data.testing.documents

# The application with something else in its configuration.
configured(changes) := documents.configured(document, changes)

# The application with something else in the records of a topic.
attested(topic, changes) := documents.linked(document, {"evidence": [each |
	some record in evidence
	each := _changed(record, topic, changes)
]})

# The application without any record of a topic.
silent(topic) := documents.linked(document, {"evidence": [record |
	some record in evidence
	record.topic != topic
]})

_changed(record, topic, changes) := object.union(record, changes) if record.topic == topic

_changed(record, topic, _) := record if record.topic != topic

document := {
	"kind": "estate.application",
	"id": "urn:safehold:application:111122223333:FormKiQ prod",
	"account": documents.account,
	"region": "global",
	"name": "FormKiQ prod",
	"tags": {},
	"config": _config,
	"gaps": [],
	"links": object.union(documents.no_links, {"evidence": evidence}),
	"profile": object.union(documents.profile, {"data_type": "configuration"}),
	"requires": _requires,
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

# Four hours to come back, of which the last drill took three; of an hour that may be lost, it lost a quarter.
evidence := array.concat(
	[record |
		some topic, changes in _decided
		dated := {"name": topic, "type": "decision", "topic": topic, "dated_at": "2026-01-15T00:00:00Z"}
		record := object.union_n([_record, dated, changes])
	],
	[record |
		some topic, changes in _tested
		dated := {"name": topic, "type": "restore_test", "topic": topic, "dated_at": "2026-03-10T00:00:00Z"}
		record := object.union_n([_record, dated, _passed, changes])
	],
)

_passed := {
	"environment": "test",
	"result": "passed",
	"measured_rto_seconds": 10800,
	"measured_rpo_seconds": 900,
}

_record := {
	"expires_at": null,
	"environment": null,
	"result": null,
	"measured_rto_seconds": null,
	"measured_rpo_seconds": null,
	"checked": [],
	"contains": [],
	"restore_jobs": [],
	"owner": "Platform",
	"approved_by": ["A. Person"],
	"verified": null,
	"sites": [],
}

_decided := {
	"objectives": {},
	"retention": {},
	"residency": {},
	"ownership": {},
	"test_cadence": {},
	"legal_hold": {},
	"purge": {},
	"region_cutover": {},
	"incident_evidence": {},
	"queued_actions": {},
	"recovery_checks": {},
	"runbook": {"contains": ["domain", "certificates", "network"]},
	"integrations": {},
	"critical_sites": {},
	"site_repair": {},
	"site_export": {},
	"production_readiness": {"type": "approval", "environment": "test"},
}

_tested := {
	"table_restore": {"checked": ["records"]},
	"object_restore": {"checked": ["checksums"]},
	"soft_delete_restore": {"checked": ["documents"]},
	"search_restore": {"checked": ["search_results"]},
	"identity_provider": {"checked": ["sign_in"], "contains": ["identity_providers"]},
	"full_drill": {"checked": ["application"], "sites": ["acme", "globex"]},
	"region_drill": {"checked": ["application"]},
}

_requires := object.union(_cadences, {
	"restored_apart_seconds": 60,
	"common_restore_point": true,
	"rpo_seconds": 3600,
	"rto_seconds": 14400,
	"survives_delete": true,
	"survives_overwrite": true,
	"survives_corruption": true,
	"survives_region_loss": true,
	"survives_account_compromise": true,
})

_cadences := {
	"evidence_objectives_days": 366,
	"evidence_retention_days": 366,
	"evidence_residency_days": 366,
	"evidence_ownership_days": 366,
	"evidence_test_cadence_days": 366,
	"evidence_legal_hold_days": 366,
	"evidence_purge_days": 366,
	"evidence_region_cutover_days": 366,
	"evidence_identity_provider_days": 366,
	"evidence_incident_days": 366,
	"evidence_queued_actions_days": 366,
	"evidence_recovery_checks_days": 366,
	"evidence_runbook_days": 366,
	"evidence_integrations_days": 366,
	"evidence_critical_sites_days": 366,
	"evidence_site_repair_days": 366,
	"evidence_site_export_days": 366,
	"evidence_site_tested_days": 366,
	"evidence_production_readiness_days": 366,
	"table_restore_test_days": 92,
	"object_restore_test_days": 92,
	"soft_delete_test_days": 92,
	"search_restore_test_days": 92,
	"full_drill_days": 92,
	"measured_recovery_days": 92,
	"region_drill_days": 366,
}

_config := {
	"name": "FormKiQ prod",
	"arns": [table_arn, bucket_arn],
	"arns_truncated": false,
	"part_count": 9,
	"critical_count": 2,
	"accounts": [documents.account],
	"regions": ["eu-central-1"],
	"kinds": ["cognito.user_pool", "dynamodb.table", "s3.bucket", "sqs.queue"],
	"data_types": [
		"document_content",
		"document_metadata",
		"identity",
		"processing",
		"search_index",
	],
	"sites": ["acme", "globex"],
	"tiers": ["enterprise"],
	"restored": [restored, object.union(restored, {"arn": syncs_arn, "restored_to": "2026-02-01T10:01:00Z"})],
	"scenarios": {name: survived | some name in _scenarios},
	"common_point": {
		"status": "recoverable",
		"earliest_at": "2026-02-24T12:00:00Z",
		"latest_at": "2026-03-31T11:55:00Z",
		"limiting": [table_arn],
		"because": "the windows of all critical parts overlap",
	},
}

table_arn := "arn:aws:dynamodb:eu-central-1:111122223333:table/formkiq-core-prod-documents"

syncs_arn := "arn:aws:dynamodb:eu-central-1:111122223333:table/formkiq-core-prod-documentsyncs"

bucket_arn := "arn:aws:s3:::formkiq-core-prod-documents-111122223333"

restored := {
	"arn": table_arn,
	"restored_to": "2026-02-01T10:00:00Z",
	"source_table_arn": "arn:aws:dynamodb:eu-central-1:111122223333:table/formkiq-core-prod-documents-lost",
}

survived := {
	"required": 2,
	"recoverable": 2,
	"not_recoverable": 0,
	"unknown": 0,
	"worst_rpo_seconds": 3600,
	"worst_rto_seconds": 10800,
	"missing": [],
}

_scenarios := [
	"delete",
	"overwrite",
	"corruption",
	"purge",
	"resource_loss",
	"key_loss",
	"region_loss",
	"account_compromise",
	"config_change",
	"identity_loss",
]
