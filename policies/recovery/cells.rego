# METADATA
# title: One cell of the recovery matrix
# description: What becomes of the resource in one scenario, by the best of the paths that survive it.
# schemas:
#   - input: schema.input
package recovery.cells

import data.recovery.mechanisms
import data.recovery.scenarios

# The cells of these scenarios, by these paths (of the shape of schemas/input.json). ranked: their places in the list,
# the best first.
of_each(names, paths, ranked) := {name: cell |
	best := _best(paths, ranked)
	some name in names
	cell := _cell(name, paths, object.get(best, name, null))
}

# The best path of each scenario that one survives: better ones come later, and win.
_best(paths, ranked) := object.union_n([survived |
	some index in array.reverse(ranked)
	survived := {name: index | some name in paths[index].survives}
])

_cell(name, paths, index) := {
	"status": "recoverable",
	"required": object.get(input.requires, concat("", ["survives_", name]), false),
	"rpo_seconds": path.rpo_seconds,
	"reach_seconds": path.reach_seconds,
	"rto_seconds": path.rto_seconds,
	"path": index,
	"because": path.because,
	"doubts": _doubts(name, {false, true}),
} if {
	is_number(index)
	path := paths[index]
}

_cell(name, paths, null) := {
	"status": _status(doubts),
	"required": object.get(input.requires, concat("", ["survives_", name]), false),
	"rpo_seconds": null,
	"reach_seconds": null,
	"rto_seconds": null,
	"path": null,
	"because": _because(name, paths, doubts),
	"doubts": doubts,
} if {
	doubts := _doubts(name, {false})
}

_status([]) := "not_recoverable"

_status(doubts) := "unknown" if doubts != []

# What could not be seen, each once. A path whose key is not known could have held whatever it has the traits for.
_doubts(name, better) := [because |
	some because in {doubt.because |
		some doubt in mechanisms.doubts
		doubt.better in better
		_could(name, doubt)
	}
]

_could(name, doubt) if name in doubt.scenarios

_could(name, doubt) if scenarios.demands[name] in doubt.traits

# Why nothing helps, for people: what could not be seen; else each path and each protection with its reason.
_because(_, _, doubts) := sprintf("nothing that could be seen brings it back, but %v", [concat("; ", doubts)]) if {
	doubts != []
}

_because(name, paths, []) := sprintf("nothing brings it back: %v", [concat("; ", reasons)]) if {
	reasons := {path.falls[name] | some path in paths} | {each.because | some each in mechanisms.fallen}
	count(reasons) > 0
}

_because(_, [], []) := "nothing brings it back: no protection was found" if mechanisms.fallen == []
