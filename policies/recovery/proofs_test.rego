package recovery.proofs_test

import data.recovery.proofs
import data.testing.documents

test_a_full_drill_tells_how_long_any_resource_takes if {
	every document in [documents.table, documents.bucket] {
		proofs.here_seconds == 5400 with input as _attested(document, "full_drill")
	}
}

test_a_restore_of_a_table_says_nothing_about_a_bucket if {
	proofs.here_seconds == 5400 with input as _attested(documents.table, "table_restore")
	not proofs.here_seconds with input as _attested(documents.bucket, "table_restore")
}

test_a_drill_of_another_region_tells_of_copies_elsewhere if {
	proofs.elsewhere_seconds == 5400 with input as _attested(documents.table, "region_drill")
	not proofs.here_seconds with input as _attested(documents.table, "region_drill")
}

_attested(document, topic) := documents.linked(document, {"evidence": [{
	"name": "drill",
	"type": "restore_test",
	"topic": topic,
	"dated_at": "2026-03-01T00:00:00Z",
	"expires_at": null,
	"environment": "test",
	"result": "passed",
	"measured_rto_seconds": 5400,
	"measured_rpo_seconds": null,
	"checked": ["records"],
	"contains": [],
	"restore_jobs": [],
	"owner": null,
	"approved_by": [],
	"verified": null,
	"sites": [],
}]})
