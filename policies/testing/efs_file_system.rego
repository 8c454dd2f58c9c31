# METADATA
# title: An EFS file system for rule tests
# description: One that every rule is content with, at the highest tier, and helpers that change one thing in it.
package testing.efs_file_system

import data.testing.documents
import data.testing.opensearch_domain

# The file system without EFS's automatic backups, and with something else linked to it.
without_policy(links) := documents.linked(documents.configured(document, {"backup_policy": {"enabled": false}}), links)

document := {
	"kind": "efs.file_system",
	"id": "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-1a2b3c4d",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "formkiq-prod-Typesense",
	"tags": {"Name": "formkiq-prod-Typesense"},
	"config": _config,
	"gaps": [],
	"links": object.union(documents.no_links, {
		"backup": _backup,
		"evidence": [],
		"locations": [],
		"stack": object.union(documents.owning_stack, {"logical_id": "EfsVolume", "type": "AWS::EFS::FileSystem"}),
	}),
	"profile": object.union(documents.profile, {"data_type": "search_index"}),
	"requires": {"file_system_backup": true, "search_recovery_days": 366, "stack_retains": true},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

decision := opensearch_domain.decision

_backup := object.union(documents.bucket.links.backup, {
	"plan_rules": [],
	"recovery_points": [],
	"jobs": [],
	"copy_jobs": [],
})

_config := {
	"file_system_id": "fs-1a2b3c4d",
	"state": "available",
	"created_at": "2024-05-02T08:00:00Z",
	"size_bytes": 10737418240,
	"encrypted": true,
	"key_id": "arn:aws:kms:eu-central-1:111122223333:key/0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9",
	"availability_zone": null,
	"overwrite_protection": "ENABLED",
	"backup_policy": {"enabled": true},
	"lifecycle": {"to_infrequent_access_days": 30, "to_archive_days": null, "back_on_access": false},
	"replication": {"destinations": [], "source_arn": null},
}
