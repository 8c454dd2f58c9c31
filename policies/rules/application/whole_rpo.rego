# METADATA
# title: No critical part of the application can lose more than the objective
# description: >-
#   The application is as far back as its worst part. Of whatever befalls data and the tier survives, no critical part
#   that comes back can lose more than the tier's RPO, by configuration and as observed; after a disaster, where one
#   comes back from a copy, more than the tier allows then. One finding for the whole; each part's own finding says what
#   to change. Parts that do not come back at all are left to those. An application that stores no data of its own has
#   none to lose.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-032
#   severity: medium
#   kind: estate.application
#   needs: [/config/kinds, /config/name, /config/scenarios]
#   requires: [rpo_seconds]
#   covers: []
#   controls:
#     nist_800_53_r5: ["CP-6(2)", CP-10]
#     iso_27001_2022: [A.5.30]
#     dora: ["Art. 12(6)"]
#     aws_well_architected: [REL13-BP01]
#     fedramp_20x: [KSI-RPL-01]
#   remediation: >-
#     Find the parts with the worst RPO in the recovery matrix and back them up more often, or continuously:
#     `safehold report` shows the matrix of each.
package rules.application.whole_rpo

import data.lib.moments

exempt if is_null(input.config.name)

exempt if {
	every kind in input.config.kinds {
		every store in _stores {
			kind != store
		}
	}
}

compliant if {
	is_string(input.config.name)
	is_number(input.requires.rpo_seconds)
	some kind in input.config.kinds
	kind in _stores
	every name in _scenarios {
		_held(name)
	}
}

unknown contains sprintf("it is not known how much can be lost by %v", [concat(", ", unmeasured)]) if {
	unmeasured := [_spoken(name) |
		some name in _scenarios
		_promised(name)
		not _cannot_befall(name)
		_unmeasured(input.config.scenarios[name])
	]
	count(unmeasured) > 0
	count(_worse) == 0
}

findings contains {
	"message": sprintf(
		"a critical part can lose %v by %v; the objective is %v",
		[moments.spoken(seconds), _spoken(name), moments.spoken(_allowed(name))],
	),
	"at": sprintf("/config/scenarios/%v/worst_rpo_seconds", [name]),
	"expected": sprintf("at most %v seconds", [_allowed(name)]),
	"actual": seconds,
} if {
	some name, seconds in _worse
}

_held(name) if _cannot_befall(name)

_held(name) if _within(input.config.scenarios[name], _promised(name), _allowed(name))

# A key can be lost only where one is the customer's, and versions purged only where they are kept.
_cannot_befall(name) if {
	name in {"key_loss", "purge"}
	befallen := input.config.scenarios[name]
	befallen.recoverable == 0
	befallen.not_recoverable == 0
	befallen.unknown == 0
}

_within(_, false, _) := true

_within(survived, true, allowed) if {
	is_number(survived.worst_rpo_seconds)
	survived.worst_rpo_seconds <= allowed
	survived.unknown == 0
}

# Where nothing comes back, nothing is late.
_within(survived, true, _) if {
	survived.recoverable == 0
	survived.unknown == 0
}

_worse[name] := survived.worst_rpo_seconds if {
	some name in _scenarios
	_promised(name)
	survived := input.config.scenarios[name]
	survived.worst_rpo_seconds > _allowed(name)
}

# A part of which it is not known whether it comes back may come back with any loss.
_unmeasured(survived) if survived.unknown > 0

_unmeasured(survived) if {
	survived.recoverable > 0
	is_null(survived.worst_rpo_seconds)
}

_promised(name) := object.get(input.requires, sprintf("survives_%v", [name]), false)

# After a disaster one comes back from a copy, as the rules of each part have it.
_allowed(name) := seconds if {
	name in _disasters
	seconds := object.get(input.requires, "disaster_rpo_seconds", input.requires.rpo_seconds)
}

_allowed(name) := input.requires.rpo_seconds if {
	every disaster in _disasters {
		disaster != name
	}
}

_disasters := {"account_compromise", "key_loss", "purge", "region_loss", "resource_loss"}

# What can befall each of the stores. The loss of a stack's configuration, or of identities, is no loss of data.
_scenarios := [
	"account_compromise",
	"corruption",
	"delete",
	"key_loss",
	"overwrite",
	"purge",
	"region_loss",
	"resource_loss",
]

_stores := {
	"dynamodb.table",
	"ec2.volume",
	"efs.file_system",
	"rds.cluster",
	"rds.instance",
	"s3.bucket",
}

_spoken(name) := replace(name, "_", " ")
