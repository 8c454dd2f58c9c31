# METADATA
# title: A restore test of object versions, for rule tests
package testing.version_check

versions := {
	"name": "sampled-versions",
	"type": "restore_test",
	"topic": "object_restore",
	"dated_at": "2026-03-10T09:00:00Z",
	"expires_at": null,
	"environment": "test",
	"result": "passed",
	"measured_rto_seconds": 1800,
	"measured_rpo_seconds": 0,
	"checked": ["checksums", "documents"],
	"contains": [],
	"restore_jobs": [],
	"owner": "records team",
	"approved_by": [],
	"verified": null,
	"sites": [],
}
