# METADATA
# title: Trails for rule tests
package testing.trail

# A trail as it is joined to a bucket or an account.
recording := {
	"trail_arn": "arn:aws:cloudtrail:eu-central-1:111122223333:trail/everything",
	"logging": true,
	"multi_region": true,
	"organization": false,
	"covers_writes": true,
	"covers_deletes": true,
	"bucket": "trails-111122223333",
}
