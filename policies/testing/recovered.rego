# METADATA
# title: Documents with a recovery matrix
# description: A document whose matrix has one cell, for tests of the rules about it.
package testing.recovered

import data.testing.documents

# A cell that its only path holds, with an hour lost and two hours to come back.
cell := {
	"status": "recoverable",
	"required": true,
	"rpo_seconds": 3600,
	"reach_seconds": null,
	"rto_seconds": 7200,
	"path": 0,
	"because": "restore it",
	"doubts": [],
}

# What a tier may ask: an hour may be lost, four hours after a disaster, and it may take two hours.
_asked := {
	"rpo_seconds": 3600,
	"disaster_rpo_seconds": 14400,
	"rto_seconds": 7200,
	"noticed_within_days": 30,
}

# A document of which a tier asks to survive a scenario, with what is different about that cell.
document(scenario, changes) := object.union(documents.unpromised(documents.table), {
	"requires": object.union(_asked, {concat("", ["survives_", scenario]): true}),
	"recovery": _matrix({scenario: object.union(cell, changes)}),
})

# The same with a path that survives the scenario.
with_path(scenario, changes, path) := object.union(
	document(scenario, changes),
	{"recovery": {"paths": [object.union(_path(scenario), path)]}},
)

# A document whose matrix has no cell of that scenario.
without(scenario) := object.union(
	object.remove(document(scenario, {}), ["recovery"]),
	{"recovery": _matrix({"delete": cell})},
)

# A resource that has no matrix.
unjudged(scenario) := object.union(document(scenario, {}), {"recovery": null})

_matrix(cells) := {"paths": [], "fallen": [], "cells": cells}

_path(scenario) := {
	"survives": [scenario],
	"promised_seconds": 900,
	"observed_seconds": null,
	"because": "copy it back",
}
