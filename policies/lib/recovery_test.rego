package lib.recovery_test

import data.lib.recovery

test_a_cell_meets_what_is_allowed if {
	recovery.meets(_cell, 3600)
	not recovery.meets(_cell, 3599)
	not recovery.meets(object.union(_cell, {"rpo_seconds": null}), 3600)
	not recovery.meets(object.union(_cell, {"status": "unknown"}), 3600)
	not recovery.meets(_cell, null)
}

test_what_could_not_be_seen_is_left_open if {
	unknown := object.union(_cell, {"status": "unknown"})
	recovery.left_open(_matrix(unknown, []), "delete", 60) == {"bring it back"}
	doubtful := object.union(_cell, {"doubts": ["its exports could not be seen"]})
	some because in recovery.left_open(_matrix(doubtful, []), "delete", 60)
	contains(because, "its exports could not be seen")
}

test_what_nobody_measured_is_left_open if {
	path := {"survives": ["delete"], "observed_seconds": null, "promised_seconds": 60, "because": "copy it back"}
	some because in recovery.left_open(_matrix(_cell, [path]), "delete", 60)
	startswith(because, "1 min are promised, and how much would really be lost was not measured: copy it back")
}

test_what_is_measured_or_promised_too_little_or_not_survived_is_not_left_open if {
	path := {"survives": ["delete"], "observed_seconds": null, "promised_seconds": 60, "because": "copy it back"}
	recovery.left_open(_matrix(_cell, [path]), "delete", 59) == set()
	every part in [{"survives": []}, {"observed_seconds": 90}] {
		recovery.left_open(_matrix(_cell, [object.union(path, part)]), "delete", 60) == set()
	}
}

test_what_is_known_is_not_left_open if recovery.left_open(_matrix(_cell, []), "delete", 60) == set()

test_a_flaw_says_what_is_lost if {
	lost := recovery.flaw("delete", object.union(_cell, {"status": "not_recoverable"}), 60)
	lost.message == "bring it back"
	lost.at == "/recovery/cells/delete/status"
	late := recovery.flaw("delete", _cell, 60)
	late.message == "it can be brought back, but 1 h may be lost; allowed are 1 min (bring it back)"
	late.actual == 3600
	unbounded := recovery.flaw("delete", object.union(_cell, {"rpo_seconds": null}), 60)
	contains(unbounded.message, "nothing bounds how much is lost; allowed are 1 min")
	not recovery.flaw("delete", _cell, 3600)
}

_cell := {"status": "recoverable", "rpo_seconds": 3600, "because": "bring it back", "doubts": []}

_matrix(cell, paths) := {"paths": paths, "fallen": [], "cells": {"delete": cell}}
