# METADATA
# title: What CloudWatch measured of replication, for rule tests
package testing.replication_metrics

# Of the replication rule of documents.bucket.
steady := {
	"rule_id": "everything-to-ireland",
	"destination_bucket_arn": "arn:aws:s3:::formkiq-core-prod-replica-444455556666",
	"metrics": true,
	"operations_pending": _series,
	"bytes_pending": _series,
	"latency_seconds": object.union(_series, {"latest": 40}),
	"failed_operations": 0,
}

unmeasured := object.union(steady, {
	"metrics": false,
	"operations_pending": null,
	"bytes_pending": null,
	"latency_seconds": null,
})

_series := {"latest_at": "2026-03-31T11:00:00Z", "latest": 0, "earlier_highest": 12, "slope_per_hour": -0.5}
