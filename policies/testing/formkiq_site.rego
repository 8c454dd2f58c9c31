# METADATA
# title: A FormKiQ site for rule tests
package testing.formkiq_site

import data.testing.documents
import data.testing.s3_bucket

acme := {
	"kind": "formkiq.site",
	"id": "arn:aws:ssm:eu-central-1:111122223333:parameter/formkiq/prod/site/acme",
	"account": documents.account,
	"region": "eu-central-1",
	"name": "acme",
	"tags": {},
	"config": {
		"installation": "arn:aws:ssm:eu-central-1:111122223333:parameter/formkiq/prod",
		"environment": "prod",
		"site_id": "acme",
		"seen_in": ["prefix", "group", "configuration"],
		"certain": true,
		"settings": {
			"disposition_action": "SOFT_DELETE",
			"soft_delete_retention_days": 90,
			"document_time_to_live": null,
		},
	},
	"gaps": [],
	"links": object.union(documents.no_links, {
		"evidence": [],
		"retention": object.union(s3_bucket.retention, {"regions": [_region]}),
		"places": [place],
	}),
	"profile": object.union(documents.profile, {"data_type": "configuration", "site": "acme"}),
	"requires": {
		"noncurrent_retention_days": 365,
		"content_retention_days": 2555,
		"residency_regions": ["eu-central-1"],
		"soft_delete_days": 90,
	},
	"taken_at": documents.taken_at,
	"as_of": documents.as_of,
}

# The site with other regions: each given by what is different in it.
retained(changes) := documents.linked(acme, {"retention": {"regions": [object.union(_region, change) |
	some change in changes
]}})

place := {
	"what": "bucket",
	"arn": "arn:aws:s3:::formkiq-core-prod-documents-111122223333",
	"account": documents.account,
	"region": "eu-central-1",
}

_region := object.union(s3_bucket.region, {"prefix": "acme/"})
