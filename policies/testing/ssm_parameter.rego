# METADATA
# title: A parameter for rule tests
# description: One that every rule is content with, at the highest tier, and helpers that change one thing in it.
package testing.ssm_parameter

import data.testing.documents

# The parameter under another name.
named(name) := object.union(document, {"name": name})

document := {
	"kind": "ssm.parameter",
	"id": "arn:aws:ssm:eu-central-1:111122223333:parameter/formkiq/prod/typesense/ApiKey",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "/formkiq/prod/typesense/ApiKey",
	"tags": {"Application": "FormKiQ", "safehold:tier": "enterprise"},
	"config": {
		"type": "SecureString",
		"tier": "Standard",
		"data_type": "text",
		"version": 3,
		"modified_at": "2026-02-01T10:00:00Z",
		"key_id": "alias/aws/ssm",
		"policies": [],
	},
	"gaps": [],
	"links": documents.no_links,
	"profile": object.union(documents.profile, {"data_type": "configuration"}),
	"requires": {"secrets_encrypted": true},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}
