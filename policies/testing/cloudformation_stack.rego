# METADATA
# title: A stack for rule tests
# description: One that every rule is content with, at the highest tier, and helpers that change one thing in it.
package testing.cloudformation_stack

import data.testing.cognito_user_pool
import data.testing.documents

# The stack with something else in the record of its export.
exported(changes) := documents.linked(document, {"evidence": [object.union(export, changes)]})

# The stack with something else in what lies at the place of its exports.
stored(changes) := documents.linked(document, {"exported": [object.union(location, changes)]})

# The same stack inside another one.
nested := documents.configured(document, {
	"parent_id": "arn:aws:cloudformation:eu-central-1:111122223333:stack/platform/1a2b",
	"root_id": "arn:aws:cloudformation:eu-central-1:111122223333:stack/platform/1a2b",
})

# The stack with one resource only.
owning(resource) := documents.configured(document, {"resources": [object.union(table, resource)]})

document := {
	"kind": "cloudformation.stack",
	"id": "arn:aws:cloudformation:eu-central-1:111122223333:stack/formkiq-prod/8c1f2e3d-6a7b-4c5d-8e9f-1a2b3c4d5e6f",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "formkiq-prod",
	"tags": {"Application": "FormKiQ", "safehold:tier": "enterprise"},
	"config": _config,
	"gaps": [],
	"links": object.union(documents.no_links, {"evidence": [export, before], "exported": [location]}),
	"profile": object.union(documents.profile, {"data_type": "configuration"}),
	"requires": {
		"stack_export_days": 92,
		"stack_review_days": 92,
		"stack_export_before_update": true,
		"exports_stored": true,
		"stack_termination_protection": true,
		"stack_drift_days": 30,
		"stack_in_second_region": true,
	},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

# The record of an export of all that the stack has.
export := object.union(cognito_user_pool.export, {
	"name": "formkiq-prod-stack",
	"topic": "stack_export",
	"dated_at": "2026-03-21T00:00:00Z",
	"contains": contains_all,
})

# The record of the export that was taken before the last update.
before := object.union(export, {"name": "formkiq-prod-stack-before", "dated_at": "2026-03-19T00:00:00Z"})

contains_all := ["template", "parameters", "outputs", "nested_stacks", "module_configuration", "previous_version"]

location := object.union(cognito_user_pool.location, {
	"prefix": "stacks/111122223333/eu-central-1/formkiq-prod/",
	"subject_updated_at": "2026-03-20T09:00:00Z",
	"newest_at": "2026-03-21T02:00:00Z",
	"newest_before_update_at": "2026-03-19T02:00:00Z",
})

_config := {
	"status": "UPDATE_COMPLETE",
	"created_at": "2024-05-02T08:00:00Z",
	"updated_at": "2026-03-20T09:00:00Z",
	"parent_id": null,
	"root_id": null,
	"termination_protection": true,
	"drift": {"status": "IN_SYNC", "checked_at": "2026-03-30T03:00:00Z"},
	"parameters": ["AppEnvironment", "TypesenseApiKey"],
	"masked_parameters": ["TypesenseApiKey"],
	"outputs": ["AppEnvironment", "FormKiQVersion"],
	"capabilities": ["CAPABILITY_NAMED_IAM"],
	"notification_topic_count": 1,
	"role_arn": null,
	"resources": [table, bucket, nested_stack],
	"template": {"format": "yaml", "sha256": "1111111111111111111111111111111111111111111111111111111111111111"},
	"template_resources": [declared],
}

table := {
	"logical_id": "Documents",
	"type": "AWS::DynamoDB::Table",
	"physical_id": "formkiq-core-prod-documents",
	"status": "UPDATE_COMPLETE",
	"drift_status": "IN_SYNC",
}

bucket := object.union(table, {
	"logical_id": "DocumentsS3Buckets",
	"type": "AWS::S3::Bucket",
	"physical_id": "formkiq-core-prod-documents-eu-central-1-111122223333",
})

nested_stack := object.union(table, {
	"logical_id": "Cognito",
	"type": "AWS::CloudFormation::Stack",
	"physical_id": "arn:aws:cloudformation:eu-central-1:111122223333:stack/formkiq-prod-Cognito/1a2b",
})

declared := {
	"logical_id": "Documents",
	"type": "AWS::DynamoDB::Table",
	"deletion_policy": "Retain",
	"update_replace_policy": "Retain",
}
