# METADATA
# title: What protects each kind of resource
# description: >-
#   The mechanisms of a kind, taken together. What can be read only with a key that cannot be used is no path: it has
#   fallen, or, where the key's state is not known, it is doubtful.
# schemas:
#   - input: schema.input
package recovery.mechanisms

import data.recovery.backup_vaults
import data.recovery.configuration
import data.recovery.databases
import data.recovery.dynamodb_copies
import data.recovery.dynamodb_pitr
import data.recovery.gaps
import data.recovery.identity
import data.recovery.key
import data.recovery.s3_lock
import data.recovery.s3_replication
import data.recovery.s3_versions
import data.recovery.search
import data.recovery.storage

paths := _all if key.usable

else := [path |
	some path in _all
	path.own_key == false
]

fallen := array.concat(
	[each | some found in _protections.fallen; some each in found],
	[{"mechanism": path.mechanism, "because": key.broken} | some path in _unreadable],
)

# Each says in which scenarios it could have held a path, or with which traits. better: it could only have told of a
# better path than those that are proven.
doubts := [doubt |
	some found in array.concat(_protections.doubts, [gaps.doubts, _locked_away])
	some doubt in found
]

_all := [path | some found in _protections.paths; some path in found]

_unreadable := [] if key.usable

else := [path |
	some path in _all
	path.own_key == true
]

_locked_away := [] if is_string(key.broken)

else := [{
	"mechanism": path.mechanism,
	"because": "the state of the key that encrypts it is not known",
	"scenarios": [],
	"traits": path.traits,
	"better": false,
} |
	some path in _unreadable
]

_protections := _of(input.kind)

_of("dynamodb.table") := {
	"paths": [dynamodb_pitr.paths, dynamodb_copies.paths, backup_vaults.paths, configuration.paths],
	"fallen": [dynamodb_pitr.fallen, dynamodb_copies.fallen, backup_vaults.fallen, configuration.fallen],
	"doubts": [dynamodb_copies.doubts, backup_vaults.doubts, configuration.doubts],
}

_of("s3.bucket") := {
	"paths": [s3_versions.paths, s3_lock.paths, s3_replication.paths, backup_vaults.paths, configuration.paths],
	"fallen": [s3_versions.fallen, s3_lock.fallen, s3_replication.fallen, backup_vaults.fallen, configuration.fallen],
	"doubts": [s3_lock.doubts, s3_replication.doubts, backup_vaults.doubts, configuration.doubts],
}

_of(kind) := {
	"paths": [databases.paths, backup_vaults.paths, configuration.paths],
	"fallen": [databases.fallen, backup_vaults.fallen, configuration.fallen],
	"doubts": [backup_vaults.doubts, configuration.doubts],
} if {
	kind in {"rds.cluster", "rds.instance"}
}

_of(kind) := {
	"paths": [storage.paths, backup_vaults.paths, configuration.paths],
	"fallen": [storage.fallen, backup_vaults.fallen, configuration.fallen],
	"doubts": [backup_vaults.doubts, configuration.doubts],
} if {
	kind in {"ec2.volume", "efs.file_system"}
}

# AWS Backup does not know OpenSearch: nothing of it is credited there.
_of(kind) := {
	"paths": [search.paths, configuration.paths],
	"fallen": [search.fallen, configuration.fallen],
	"doubts": [search.doubts, configuration.doubts],
} if {
	kind in {"opensearch.collection", "opensearch.domain"}
}

_of("cognito.user_pool") := {
	"paths": [identity.paths, configuration.paths],
	"fallen": [identity.fallen, configuration.fallen],
	"doubts": [identity.doubts, configuration.doubts],
}

_of("cloudformation.stack") := {
	"paths": [configuration.paths],
	"fallen": [configuration.fallen],
	"doubts": [configuration.doubts],
}

_of("logs.log_group") := {
	"paths": [configuration.paths],
	"fallen": [
		[{"mechanism": "log_export", "because": "CloudWatch Logs keeps no backup: what is deleted is gone"}],
		configuration.fallen,
	],
	"doubts": [configuration.doubts],
}
