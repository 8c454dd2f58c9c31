# METADATA
# title: KMS keys for rule tests
package testing.kms_key

import data.testing.documents

key := {
	"kind": "kms.key",
	"id": documents.vault_key.arn,
	"account": documents.account,
	"region": "eu-central-1",
	"name": "7a6b5c4d-3e2f-4101-9283-746556473829",
	"tags": {},
	"config": _config,
	"gaps": [],
	"links": object.union(documents.no_links, {"encrypts": {"resources": [_points], "complete": true}}),
	"profile": object.union(documents.profile, {"data_type": "configuration"}),
	"requires": {"key_usable": true, "key_multi_region": true},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

# One that makes HMACs, and has a replica.
signing_key := documents.configured(key, {
	"usage": "GENERATE_VERIFY_MAC",
	"spec": "HMAC_256",
	"multi_region": true,
	"multi_region_type": "PRIMARY",
	"primary": {"arn": "arn:aws:kms:eu-central-1:111122223333:key/mrk-1", "region": "eu-central-1"},
	"replicas": [{"arn": "arn:aws:kms:eu-west-1:111122223333:key/mrk-1", "region": "eu-west-1"}],
})

_points := {"kind": "backup.recovery_point", "count": 730, "examples": [documents.vault_arn]}

_config := {
	"manager": "CUSTOMER",
	"state": "Enabled",
	"enabled": true,
	"created_at": "2024-05-02T08:00:00Z",
	"deletion_at": null,
	"pending_window_days": null,
	"usage": "ENCRYPT_DECRYPT",
	"spec": "SYMMETRIC_DEFAULT",
	"origin": "AWS_KMS",
	"custom_key_store_id": null,
	"material_expires_at": null,
	"multi_region": false,
	"multi_region_type": null,
	"primary": null,
	"replicas": [],
	"aliases": ["alias/formkiq-backup"],
	"rotation": {"enabled": true, "period_days": 365, "next_at": "2026-05-01T08:00:00Z"},
	"policy": _policy,
}

_policy := {
	"exists": true,
	"denied_to_everyone": ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
	"denied_conditionally": [],
	"allowed": [],
}
