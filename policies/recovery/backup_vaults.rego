# METADATA
# title: Recovery points of AWS Backup, vault by vault
# description: >-
#   What is in a vault can be restored while a recovery point is whole, has not expired, and its key can be used. What
#   was observed is the age of the newest recovery point. A copy in another account is out of the hands of this one's
#   administrators, and so is one under a compliance lock that is in force, unless its key is this account's: whoever
#   schedules the deletion of the key ends the copy. A continuous recovery point is dated by its beginning, and AWS
#   does not list the latest moment that it restores. (AWS Backup Developer Guide: "AWS Backup Vault Lock",
#   "Encryption for backups", "Point-in-time recovery".)
# schemas:
#   - input: schema.input
package recovery.backup_vaults

import data.lib.backups
import data.lib.moments
import data.lib.retention
import data.recovery.backup_promises
import data.recovery.key
import data.recovery.shared

paths := [path |
	some point in backups.usable(input.links.backup.recovery_points, input.as_of)
	vault := _vaults[point.vault_arn]
	_flaw(vault) == ""
	some series in _series(point, object.get(backup_promises.by_vault, vault.arn, set()))
	path := _path(vault, point, series, _locked(vault))
]

fallen := array.concat(
	[{"mechanism": "backup_recovery_point", "because": flaw} |
		some vault in _vaults
		flaw := _flaw(vault)
		flaw != ""
	],
	[{"mechanism": "backup_recovery_point", "because": because} |
		some point in input.links.backup.recovery_points
		status := point.status
		not status in {"AVAILABLE", "COMPLETED"}
		because := sprintf("recovery points in the vault %v are %v", [point.vault_arn, point.status])
	],
)

doubts := [{
	"mechanism": "backup_recovery_point",
	"because": because,
	"scenarios": [
		"delete", "overwrite", "corruption", "purge",
		"resource_loss", "key_loss", "region_loss", "account_compromise",
	],
	"traits": set(),
	"better": false,
} |
	some found in [_not_joined, _keys_not_known, _vaults_not_seen]
	some because in found
]

# What AWS Backup holds of some kinds is not joined to them.
_not_joined := ["what AWS Backup holds of it was not looked at" | is_null(input.links.backup)]

_vaults := {vault.arn: vault |
	is_array(input.links.vaults)
	some vault in input.links.vaults
}

_keys_not_known := [sprintf("whether the key of the vault %v can be used is not known", [vault.arn]) |
	some vault in _vaults
	vault.key_manager != "AWS"
	is_null(vault.key_state)
]

_vaults_not_seen := [sprintf("what lies in the vault %v was not looked at", [vault_arn]) |
	some vault_arn in _named
	object.get(_vaults, vault_arn, null) == null
]

# Where recovery points lie, or a copy job ended well.
_named := {point.vault_arn | some point in input.links.backup.recovery_points} | {job.vault_arn |
	some job in input.links.backup.copy_jobs
	job.state == "COMPLETED"
}

# By each schedule what it keeps. What lies further back, of which nobody says how often it was made, counts where
# that alone reaches back as far as it takes.
_series(_, promised) := {_unpromised} if promised == set()

_series(point, promised) := promised | {_unpromised | _back(point, null) != set(); _too_short(point, promised)} if {
	promised != set()
}

_unpromised := {"seconds": null, "days": null, "continuous": false}

_too_short(point, promised) if {
	every series in promised {
		series.continuous == false
		_back(point, series.days) == set()
	}
}

# Why nothing in a vault can be restored; "" if it can.
_flaw(vault) := "" if vault.key_manager == "AWS"

else := "" if vault.key_state == "Enabled"

else := sprintf(
	"the vault %v is encrypted with the key %v, which is %v",
	[vault.arn, vault.key_arn, vault.key_state],
) if {
	is_string(vault.key_state)
}

else := sprintf("whether the key of the vault %v can be used is not known", [vault.arn])

# Whatever becomes of the resource, its recovery points stay.
_always := {"keeps_deleted", "keeps_overwritten", "outlives_purge", "outlives_resource"}

_path(vault, point, series, locked) := shared.path({
	"mechanism": "backup_recovery_point",
	"account": vault.account,
	"region": vault.region,
	"arn": vault.arn,
	# AWS Backup encrypts with the key of the vault; where it cannot, a copy still takes that of its vault.
	"own_key": vault.encrypts != true,
	"promised_seconds": series.seconds,
	"observed_seconds": _observed(point.newest_at, series.continuous),
	"earliest_at": point.oldest_at,
	"latest_at": point.newest_at,
	"reach_seconds": _reach(point, series.days),
	# Until when nobody can destroy the last of them; null, if somebody can, or none of them ends.
	"immutable_until": {true: point.latest_expiry_at, false: null}[locked],
	"traits": ((_always | _back(point, series.days)) | (_away(vault, locked) | _keyed(vault))),
	"why": {
		"reaches_back": _ends(point, series.days),
		"other_region": "its vault lies in the same Region",
		"outlives_account": _within_reach(vault, locked),
		"outlives_key": "its recovery points are encrypted with the same key, or it is not known that they are not",
		"restores_configuration": "AWS Backup restores data, and not all settings of the resource",
	},
	"because": sprintf(
		"restore the recovery point of %v from the vault %v%v",
		[point.newest_at, vault.arn, _next(series.seconds)],
	),
	"evidence": ["/links/backup/recovery_points", "/links/vaults"],
})

# How far back the oldest lies; and no further than a schedule keeps what it makes.
_reach(point, null) := _oldest(point)

_reach(point, days) := min([days * moments.day, _oldest(point)]) if is_number(days)

_oldest(point) := shared.reach(point.oldest_at, input.taken_at)

_ends(point, days) := sprintf("recovery points stay for %v only", [retention.spoken(days)]) if {
	_reach(point, days) < _oldest(point)
} else := sprintf("the oldest recovery point is of %v", [point.oldest_at])

_observed(newest, false) := shared.observed(newest, input.taken_at, input.as_of)

_observed(_, true) := null

_next(null) := "; no schedule promises the next"

_next(seconds) := sprintf("; the plan makes another within %v hours", [ceil(seconds / 3600)]) if is_number(seconds)

_back(point, days) := {"reaches_back"} if shared.back(_reach(point, days), input.requires)

else := {"reaches_back"} if {
	# There is nothing older to reach. When a bucket was created AWS does not say: the date moves when it is changed.
	# What was made by a restore is older than it looks. (Amazon S3 API Reference: "Bucket".)
	input.kind != "s3.bucket"
	object.get(input.config, "restore", null) == null
	shared.whole_life(point.oldest_at, input.config.created_at)
	_reach(point, days) == _oldest(point)
}

else := set()

_away(vault, locked) := {name |
	some name, holds in {
		"other_region": vault.region != input.region,
		"outlives_account": _beyond(vault, locked),
	}
	holds == true
}

# Another account's, or locked; and its key not to be had here.
_beyond(vault, locked) if {
	true in {locked, vault.account != input.account}
	_key_elsewhere(vault)
} else := false

# In force when the snapshot was begun: before that, whoever may, removes it.
_locked(vault) if {
	vault.lock_mode == "compliance"
	moments.seconds_between(vault.locks_at, input.taken_at) >= 0
} else := false

_key_elsewhere(vault) if vault.key_manager == "AWS"

_key_elsewhere(vault) if {
	is_string(vault.key_account)
	vault.key_account != input.account
}

_within_reach(vault, locked) := "an administrator of the account can schedule the deletion of the key of the vault" if {
	locked == true
} else := "the lock of the vault is still cooling off: whoever may, removes it" if {
	vault.lock_mode == "compliance"
}

else := "a governance lock is removed by whoever has the permission" if {
	vault.lock_mode == "governance"
}

else := "the vault is in another account, but its key is this one's, or it is not known whose" if {
	vault.account != input.account
}

else := "an administrator of the account can delete the recovery points"

_keyed(vault) := {"outlives_key"} if {
	vault.encrypts == true
	vault.key_manager == "AWS"
} else := {"outlives_key"} if {
	vault.encrypts == true
	is_string(vault.key_arn)
	is_string(key.arn)
	vault.key_arn != key.arn
}

else := set()
