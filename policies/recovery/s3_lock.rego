# METADATA
# title: Object Lock of an S3 bucket
# description: >-
#   A lock keeps a version for as long as it lasts: COMPLIANCE against everybody, GOVERNANCE against whoever lacks
#   s3:BypassGovernanceRetention. A default retention locks each version from its writing on: what is older is open to
#   a purge, so the lock counts only where it lasts as long as content is kept, or has to be. Single versions may be
#   locked for longer, or be under legal hold: that is told object by object, and not read. (Amazon S3 User Guide:
#   "Locking objects with Object Lock".)
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
package recovery.s3_lock

import data.lib.moments
import data.lib.retention
import data.recovery.key
import data.recovery.shared

fallen := [{
	"mechanism": "s3_object_lock",
	"because": "there is no Object Lock, so whoever may delete versions deletes them for good",
} |
	input.config.object_lock.enabled == false
]

doubts := [{
	"mechanism": "s3_object_lock",
	"because": concat(" ", [
		"Object Lock is on without a default retention: whether versions are locked, or under legal hold, is told",
		"object by object, and was not read",
	]),
	"scenarios": ["purge", "resource_loss", "account_compromise"],
	"traits": set(),
	"better": false,
} |
	input.config.object_lock.enabled == true
	is_null(input.config.object_lock.mode)
]

paths := [shared.path({
	"mechanism": "s3_object_lock",
	"account": input.account,
	"region": input.region,
	"own_key": true,
	"promised_seconds": 0,
	"observed_seconds": 0,
	"continuous": true,
	"earliest_at": moments.shifted(input.taken_at, 0 - (days * moments.day)),
	"latest_at": input.taken_at,
	"reach_seconds": days * moments.day,
	"immutable_until": _immutable(lock.mode, days),
	"traits": _holding(lock.mode, days),
	"why": {
		"keeps_deleted": _too_short(days),
		"keeps_overwritten": _too_short(days),
		"reaches_back": _ends(days),
		"outlives_purge": _too_short(days),
		"outlives_resource": _too_short(days),
		"outlives_account": _within_reach(lock.mode, days),
		"other_region": "the locked versions lie in the bucket's Region",
		"restores_configuration": "versions hold objects, and no setting of the bucket",
	},
	"because": sprintf(
		"remove the delete markers: a %v lock keeps each version for %v, whatever is asked of S3",
		[lock.mode, retention.spoken(days)],
	),
	"evidence": ["/config/object_lock", "/config/versioning"],
}) |
	lock := input.config.object_lock
	lock.enabled == true
	lock.mode in {"COMPLIANCE", "GOVERNANCE"}
	days := lock.default_retention_days
	is_number(days)
	input.config.versioning.status == "Enabled"
]

_immutable("COMPLIANCE", days) := moments.shifted(input.taken_at, days * moments.day)

_immutable("GOVERNANCE", _) := null

# Whether the lock lasts as long as content has to be kept, or as long as lifecycle leaves anything.
_lasts(days) if {
	is_number(input.requires.content_retention_days)
	days >= input.requires.content_retention_days
}

_lasts(days) if {
	is_number(input.links.retention.kept_max_days)
	days >= input.links.retention.kept_max_days
}

# A lock is counted from when a version is written, and not from when it is deleted or overwritten: of an object that
# is older than that it keeps nothing.
_holding(mode, days) := _kept(days) | {"outlives_account"} if {
	mode == "COMPLIANCE"
	_lasts(days)
	key.none
} else := _kept(days) if {
	_lasts(days)
}

else := set()

_kept(days) := {"keeps_deleted", "keeps_overwritten", "outlives_purge", "outlives_resource"} | reaching if {
	reaching := shared.reaching(days * moments.day, input.requires)
}

_too_short(days) := sprintf(
	"the lock ends %v after a version is written: what is older can be purged",
	[retention.spoken(days)],
)

_ends(days) := sprintf("the lock keeps each version for %v only", [retention.spoken(days)]) if _lasts(days)

else := _too_short(days)

_within_reach("GOVERNANCE", _) := "an administrator lifts a GOVERNANCE lock with s3:BypassGovernanceRetention"

_within_reach("COMPLIANCE", days) := "an administrator schedules the deletion of the key of the locked versions" if {
	_lasts(days)
} else := _too_short(days)
