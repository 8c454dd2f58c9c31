# METADATA
# title: Bringing back the users of a Cognito pool
# description: >-
#   Cognito has no backup: passwords, second factors and the secrets of clients cannot be exported, and a deleted pool
#   is gone. What can be brought back is an export of the pool's configuration, groups and users (whose passwords are
#   set anew), or users who sign in through an identity provider, and come again from there. Both have to be on
#   record. A replica of the pool in another Region is credited for the loss of a Region. (Amazon Cognito Developer
#   Guide: "Importing users into user pools from a CSV file", "User pool deletion protection".)
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cognito.user_pool"]
package recovery.identity

import data.recovery.proofs
import data.recovery.shared

paths := [path |
	some found in [_exported, _federated, _replicas]
	some path in found
]

fallen := [{"mechanism": "cognito_export", "because": because} |
	_exported == []
	because := concat(" ", [
		"Cognito has no backup, and no export of the pool with its configuration, clients, groups, memberships and",
		"users is on record",
	])
]

doubts := array.concat(_exports_not_attested, _not_federated)

_exports_not_attested := [{
	"mechanism": "cognito_export",
	"because": sprintf("nobody attests what the export in s3://%v/%v holds", [location.bucket, location.prefix]),
	"scenarios": [],
	"traits": {"keeps_deleted", "outlives_resource", "restores_configuration", "restores_identity"},
	"better": false,
} |
	input.kind == "cognito.user_pool"
	_exported == []
	is_array(input.links.exported)
	some location in input.links.exported
	location.object_count != 0
]

# Who has a password of the pool's own is in no provider.
_not_federated := [{
	"mechanism": "cognito_federation",
	"because": "whether users have a password of the pool's own, and come through no provider, is not told",
	"scenarios": [],
	"traits": {"keeps_deleted", "outlives_resource", "restores_identity"},
	"better": false,
} |
	is_array(input.config.identity_providers)
	count(input.config.identity_providers) > 0
	not _all_federated
	some record in proofs.passed
	record.topic == "identity_provider"
]

# No client lets users sign in whom the pool alone knows.
_all_federated if {
	is_array(input.config.clients)
	every client in input.config.clients {
		is_array(client.identity_providers)
		count({"COGNITO"} & {name | some name in client.identity_providers}) == 0
	}
}

# Without all of these, users come back without what they may do, or not at all.
_whole := {"app_clients", "group_membership", "groups", "pool_configuration", "users"}

_exported := [shared.path({
	"mechanism": "cognito_export",
	"observed_seconds": shared.observed(record.dated_at, input.taken_at, input.as_of),
	"earliest_at": record.dated_at,
	"latest_at": record.dated_at,
	"reach_seconds": shared.reach(record.dated_at, input.taken_at),
	"traits": {"keeps_deleted", "outlives_resource", "restores_configuration", "restores_identity"},
	"why": {
		"other_region": "where the export lies is not on record",
		"outlives_account": "where the export lies is not on record",
	},
	"because": sprintf(
		"make a new pool of the export '%v' of %v; every user sets a new password and second factor",
		[record.name, record.dated_at],
	),
	"evidence": ["/links/evidence"],
}) |
	input.kind == "cognito.user_pool"
	some record in proofs.exports("identity_export")
	count(_whole - {part | some part in record.contains}) == 0
]

# A passed test of the recovery of the identity provider, for a pool that has one.
_federated := [shared.path({
	"mechanism": "cognito_federation",
	"promised_seconds": 0,
	"observed_seconds": 0,
	"traits": {"keeps_deleted", "outlives_resource", "restores_identity"},
	"why": {
		"other_region": "the test does not say that it was done in another Region",
		"outlives_account": "the test does not say that it was done from another account",
		"restores_configuration": "an identity provider knows its users, and not the settings of the pool",
	},
	"because": sprintf(
		"let users sign in again through %v, as the test '%v' of %v showed",
		[known[0].name, record.name, record.dated_at],
	),
	"evidence": ["/config/identity_providers", "/links/evidence"],
}) |
	input.kind == "cognito.user_pool"
	known := input.config.identity_providers
	is_array(known)
	count(known) > 0
	_all_federated
	some record in proofs.passed
	record.topic == "identity_provider"
	"sign_in" in record.checked
]

_replicas := [shared.path({
	"mechanism": "cognito_replica",
	"account": input.account,
	"region": region,
	"traits": {"other_region"},
	"why": {trait: "a replica repeats what is done to the pool, deletions too" |
		some trait in ["keeps_deleted", "outlives_resource", "outlives_account", "restores_identity"]
	},
	"because": sprintf("use the replica of the pool in %v; AWS promises no time in which it follows", [region]),
	"evidence": ["/config/replica_regions"],
}) |
	input.kind == "cognito.user_pool"
	is_array(input.config.replica_regions)
	some region in input.config.replica_regions
	region != input.region
]
