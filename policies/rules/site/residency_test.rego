package rules.site.residency_test

import data.rules.site.residency as rule
import data.testing.documents
import data.testing.formkiq_site

test_where_it_may_lie_is_compliant if {
	rule.compliant with input as formkiq_site.acme
	rule.findings == set() with input as formkiq_site.acme
	two := documents.promised(formkiq_site.acme, {"residency_regions": ["eu-west-1", "eu-central-1"]})
	rule.compliant with input as two
}

test_another_region_fails_and_says_so if {
	document := documents.promised(formkiq_site.acme, {"residency_regions": ["us-east-1", "eu-west-1"]})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"data of site acme lies in eu-central-1: the documents bucket ",
			"arn:aws:s3:::formkiq-core-prod-documents-111122223333; tier enterprise allows eu-west-1, us-east-1",
		]),
		"at": "/links/places/0/region",
		"expected": "one of eu-west-1, us-east-1",
		"actual": "eu-central-1",
	}}
}

test_a_replica_elsewhere_fails_too if {
	replica := object.union(formkiq_site.place, {"what": "replication", "region": "us-east-1"})
	document := documents.linked(formkiq_site.acme, {"places": [formkiq_site.place, replica]})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.at | some finding in found} == {"/links/places/1/region"}
}

test_a_place_that_is_not_known_proves_nothing if {
	nowhere := object.union(formkiq_site.place, {"region": null})
	not rule.compliant with input as documents.linked(formkiq_site.acme, {"places": [nowhere]})
	not rule.compliant with input as documents.linked(formkiq_site.acme, {"places": []})
	not rule.compliant with input as documents.linked(formkiq_site.acme, {"places": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(formkiq_site.acme)
