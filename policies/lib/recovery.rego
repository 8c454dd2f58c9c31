# METADATA
# title: Cells of the recovery matrix, held against what a tier allows
package lib.recovery

import data.lib.moments

# Whether what a scenario takes can be brought back, with no more lost than is allowed. A cell of null is none.
meets(cell, allowed_seconds) if {
	cell.status == "recoverable"
	is_number(cell.rpo_seconds)
	is_number(allowed_seconds)
	cell.rpo_seconds <= allowed_seconds
}

# Why nobody can say whether it can be brought back so: what could not be seen, and what nobody measured.
left_open(matrix, scenario, allowed_seconds) := _unseen(matrix.cells[scenario]) | {because |
	matrix.cells[scenario].status == "recoverable"
	some path in matrix.paths
	scenario in path.survives
	is_null(path.observed_seconds)
	is_number(path.promised_seconds)
	path.promised_seconds <= allowed_seconds
	because := sprintf(
		"%v are promised, and how much would really be lost was not measured: %v",
		[moments.spoken(path.promised_seconds), path.because],
	)
}

_unseen(cell) := {cell.because} if cell.status == "unknown"

else := {sprintf("it can be brought back, perhaps with less loss than is known: %v", [concat("; ", cell.doubts)])} if {
	cell.status == "recoverable"
	cell.doubts != []
}

else := set()

# What is wrong with a cell, with where that stands, as members of a finding.
flaw(scenario, cell, _) := {
	"message": cell.because,
	"at": sprintf("/recovery/cells/%v/status", [scenario]),
	"expected": "recoverable",
	"actual": cell.status,
} if {
	cell.status != "recoverable"
}

flaw(scenario, cell, allowed_seconds) := {
	"message": sprintf(
		"it can be brought back, but nothing bounds how much is lost; allowed are %v (%v)",
		[moments.spoken(allowed_seconds), cell.because],
	),
	"at": sprintf("/recovery/cells/%v/rpo_seconds", [scenario]),
	"expected": allowed_seconds,
	"actual": null,
} if {
	cell.status == "recoverable"
	is_null(cell.rpo_seconds)
}

flaw(scenario, cell, allowed_seconds) := {
	"message": sprintf(
		"it can be brought back, but %v may be lost; allowed are %v (%v)",
		[moments.spoken(cell.rpo_seconds), moments.spoken(allowed_seconds), cell.because],
	),
	"at": sprintf("/recovery/cells/%v/rpo_seconds", [scenario]),
	"expected": allowed_seconds,
	"actual": cell.rpo_seconds,
} if {
	cell.status == "recoverable"
	cell.rpo_seconds > allowed_seconds
}
