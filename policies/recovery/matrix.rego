# METADATA
# title: The recovery matrix of a resource
# description: >-
#   Each mechanism yields the paths that are proven, the protections that yield none, and what could not be seen. Held
#   against what each scenario demands, they give a cell: recoverable by its best path; not recoverable, if nothing is
#   missing; or unknown, if what is missing could have held one. The best path loses least, then reaches back longest,
#   then is the fastest. Shape: schemas/input.json#/properties/recovery.
# schemas:
#   - input: schema.input
package recovery.matrix

import data.recovery.cells
import data.recovery.key
import data.recovery.mechanisms
import data.recovery.proofs
import data.recovery.scenarios
import data.recovery.shared

matrix := {"paths": _paths, "fallen": mechanisms.fallen, "cells": cells.of_each(_names, _paths, _ranked)} if {
	is_array(scenarios.befalls[input.kind])
}

# What can befall it, in the order of the matrix.
_names := [name |
	_nested == false
	some name in scenarios.befalls[input.kind]
	name != _impossible
]

# A nested stack comes and goes with its root stack, which is judged.
default _nested := false

_nested if {
	input.kind == "cloudformation.stack"
	is_string(input.config.parent_id)
}

# The backups and snapshots of a member of a cluster are the cluster's, and so is its data.
_nested if {
	input.kind == "rds.instance"
	is_string(input.config.cluster_arn)
}

default _impossible := ""

_impossible := "key_loss" if key.none

_paths := [_judged(path) | some path in mechanisms.paths]

# A path held against every scenario: what it survives, and why it does not help in the others.
_judged(path) := object.union(object.remove(path, {"cold_seconds", "own_key", "traits", "why"}), {
	"rpo_seconds": shared.worse(path.promised_seconds, path.observed_seconds),
	"rto_seconds": _rto(path),
	"survives": [name |
		some name in _names
		object.get(falls, name, null) == null
	],
	"falls": falls,
}) if {
	lacking := object.remove(object.union(scenarios.missing, path.why), path.traits)
	falls := {name: lacking[scenarios.demands[name]] | some name in _names}
}

# As measured, and what cold storage adds to it: by restores from the very vault, else by a test in its Region.
_rto(path) := null if proofs.nothing_measured

else := measured + path.cold_seconds if {
	measured := proofs.by_vault[path.arn]
} else := measured + path.cold_seconds if {
	path.region in {input.region, null}
	measured := proofs.here_seconds
}

else := measured + path.cold_seconds if {
	elsewhere := {path.region} - {input.region, null}
	elsewhere != set()
	measured := proofs.elsewhere_seconds
}

else := null

# The paths from the best to the worst: by what is lost, what is promised, how far back it reaches, how long it takes.
# Text comes after numbers, and null before them: without a bound a loss is the worst, and a reach the best.
_ranked := [rank[4] | some rank in sort(_ranks)]

_ranks := [rank |
	some index, path in _paths
	rank := [
		object.get(_worst, path.rpo_seconds, path.rpo_seconds),
		object.get(_worst, path.promised_seconds, path.promised_seconds),
		_negative(path.reach_seconds),
		object.get(_worst, path.rto_seconds, path.rto_seconds),
		index,
	]
]

_worst := {null: "no bound"}

_negative(null) := null

_negative(seconds) := 0 - seconds if is_number(seconds)
