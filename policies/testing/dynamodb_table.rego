# METADATA
# title: A table for rule tests, with what is joined onto a restored, exported, replicated one and one of a stack
package testing.dynamodb_table

import data.testing.documents

# A table that all rules are content with: of no restore, exported, without replicas, and of no stack.
table := object.union(documents.table, {
	"links": {
		"before_update": [],
		"evidence": [],
		"exports": [export],
		"restore_source": null,
		"stack": null,
	},
	"requires": {
		"cutover_evidence": true,
		"restored_settings": true,
		"upgrade_backup_within_seconds": 86400,
		"upgrade_backup_lookback_days": 35,
		"export_max_age_days": 31,
		"export_bucket_protected": true,
		"replica_validation_max_age_days": 92,
		"global_table_stack": true,
		"deletion_protection": true,
	},
})

# The table, made by a restore.
restored := object.union(table, {
	"config": {"created_at": "2026-03-01T08:00:00Z", "restore": restore},
	"links": {"evidence": [cutover], "restore_source": source},
})

# The table, with replicas that its stack owns.
replicated := object.union(table, {
	"config": {"replicas": [replica], "global_table_version": "2019.11.21"},
	"links": {
		"evidence": [validation],
		"stack": object.union(stack, {"type": "AWS::DynamoDB::GlobalTable"}),
	},
})

# The table, of a stack that was updated in March.
updated := object.union(table, {"links": {"stack": stack, "before_update": [backup]}})

export := {
	"status": "COMPLETED",
	"type": "FULL_EXPORT",
	"count": 3,
	"export_time": "2026-03-20T00:00:00Z",
	"bucket_arn": "arn:aws:s3:::exports-111122223333",
	"bucket_account": "111122223333",
	"bucket_region": "eu-central-1",
	"sse_algorithm": "KMS",
	"bucket_known": true,
	"bucket_versioning": "Enabled",
	"bucket_encryption": "aws:kms",
	"bucket_blocks_public_access": true,
}

restore := {
	"source_table_arn": "arn:aws:dynamodb:eu-central-1:111122223333:table/documents-old",
	"source_backup_arn": null,
	"restored_to": "2026-03-01T07:30:00Z",
	"in_progress": false,
}

source := {
	"arn": "arn:aws:dynamodb:eu-central-1:111122223333:table/documents-old",
	"known": true,
	"ttl": {"enabled": true, "attribute": "TimeToLive"},
	"stream": {"enabled": true, "view_type": "NEW_AND_OLD_IMAGES"},
	"pitr_enabled": true,
	"tags": {"Application": "FormKiQ", "aws:cloudformation:stack-name": "formkiq"},
}

replica := {"region": "eu-west-1", "arn": null, "status": "ACTIVE", "key_arn": null, "table_class": null}

backup := {"kind": "dynamodb.backup", "made_at": "2026-03-10T07:00:00Z"}

stack := object.union(documents.owning_stack, {"name": "formkiq", "updated_at": "2026-03-10T08:00:00Z"})

cutover := object.union(_record, {"name": "cutover", "type": "approval", "topic": "table_cutover", "result": null})

validation := object.union(_record, {"name": "replicas", "type": "restore_test", "topic": "replica_validation"})

_record := {
	"dated_at": "2026-03-01T00:00:00Z",
	"expires_at": null,
	"environment": "production",
	"result": "passed",
	"measured_rto_seconds": null,
	"measured_rpo_seconds": null,
	"checked": ["records"],
	"contains": [],
	"restore_jobs": [],
	"owner": "platform team",
	"approved_by": ["head of platform"],
	"verified": null,
	"sites": [],
}
