# METADATA
# title: What people attest about recovery
# description: >-
#   Restore tests that passed, exports that were taken, and decisions, as long as they hold: dated before the snapshot
#   was taken, not expired at the moment that is judged, and with an artefact that has not changed. A restore that was
#   measured is the only proof of a recovery time.
# schemas:
#   - input: schema.input
package recovery.proofs

import data.lib.moments

current := [record |
	is_array(input.links.evidence)
	some record in input.links.evidence
	moments.age(record.dated_at, input.taken_at, input.as_of) >= 0 - moments.day
	_unexpired(record.expires_at)
	record.verified in {null, true}
]

passed := [record |
	some record in current
	record.type == "restore_test"
	record.result == "passed"
]

exports(topic) := [record |
	some record in current
	record.type == "export"
	record.topic == topic
]

_unexpired(null) := true

_unexpired(moment) if moments.seconds_between(input.as_of, moment) > 0

# The slowest restore that a test measured: from a copy in this Region, and from one elsewhere.
here_seconds := _slowest({record |
	some record in passed
	_tried_here(record.topic)
})

elsewhere_seconds := _slowest({record |
	some record in passed
	record.topic == "region_drill"
})

# A test of tables says nothing about how long objects take, even where both are one application's; nor does one that
# restored nothing, such as that of a replica. In a full drill everything was restored.
_tried_here("full_drill") := true

_tried_here(topic) if input.kind in _tried[topic]

_tried := {
	"identity_provider": {"cognito.user_pool"},
	"object_restore": {"ec2.volume", "efs.file_system", "s3.bucket"},
	"search_restore": {"opensearch.collection", "opensearch.domain"},
	"table_restore": {"dynamodb.table", "rds.cluster", "rds.instance"},
}

_slowest(records) := max([record.measured_rto_seconds |
	some record in records
	is_number(record.measured_rto_seconds)
])

# The slowest completed restore of what lies in each vault.
by_vault[row.vault_arn] := row.longest_seconds if {
	is_array(input.links.restores)
	some row in input.links.restores
	row.completed > 0
	is_number(row.longest_seconds)
}

# Nobody restored anything, as far as is on record.
default nothing_measured := false

nothing_measured if {
	input.links.evidence in [null, []]
	input.links.restores in [null, []]
}
