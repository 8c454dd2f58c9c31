# METADATA
# title: A record of evidence for rule tests
# description: One that every rule is content with, and helpers that change what it says and what AWS says of it.
package testing.evidence_record

import data.testing.documents

# The record with something else in what it says.
configured(changes) := documents.configured(document, changes)

# The record with something else in what AWS says of it.
claimed(changes) := documents.linked(document, {"claims": changes})

document := {
	"kind": "evidence.record",
	"id": "urn:safehold:evidence:documents-restored",
	"account": documents.account,
	"region": "global",
	"name": "documents-restored",
	"tags": {},
	"config": _config,
	"gaps": [],
	"links": object.union(documents.no_links, {"claims": {
		"resources": [resource],
		"restore_jobs": [job],
		"newer": [],
	}}),
	"profile": object.union(documents.profile, {"application": null, "data_type": "backup_records"}),
	"requires": {"evidence_sound": true},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

resource := {"arn": "arn:aws:dynamodb:eu-central-1:111122223333:table/formkiq-core-prod-documents", "found": true}

job := {"id": "6D3F-0001", "outcome": "completed", "duration_seconds": 2700}

_config := {
	"file": "evidence/documents.yaml",
	"type": "restore_test",
	"topic": "table_restore",
	"dated_at": "2026-03-10T00:00:00Z",
	"expires_at": "2026-06-10T00:00:00Z",
	"scope": {"resources": [resource.arn], "applications": [], "sites": [], "tiers": []},
	"environment": "test",
	"method": "restored beside the table",
	"statement": null,
	"result": "passed",
	"measured_rto_seconds": 2700,
	"measured_rpo_seconds": 300,
	"checked": ["records"],
	"contains": [],
	"restore_jobs": [job.id],
	"owner": "Platform",
	"approved_by": ["A. Person"],
	"artefact": {"path": "documents.log", "uri": null, "sha256": _sha256, "verified": true},
}

_sha256 := "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
