package lib.applications_test

import data.lib.applications

_survived := {"not_recoverable": 2, "unknown": 1, "missing": ["arn:a", "arn:b"]}

test_parts_that_are_lost_are_named if {
	spoken := applications.lost(_survived, 7, "in another Region")
	spoken == "2 of 7 critical parts cannot be brought back in another Region: arn:a, arn:b"
}

test_five_are_named_at_most if {
	many := object.union(_survived, {"missing": ["1", "2", "3", "4", "5", "6"]})
	endswith(applications.lost(many, 7, "in another Region"), ": 1, 2, 3, 4, 5")
}

test_none_need_be_named if {
	unnamed := object.union(_survived, {"missing": []})
	applications.lost(unnamed, 7, "at all") == "2 of 7 critical parts cannot be brought back at all"
}

test_parts_that_are_not_known_are_counted if {
	applications.not_known(_survived) == "of 1 critical part it is not known: arn:a, arn:b"
	applications.not_known(object.union(_survived, {"unknown": 3, "missing": []})) == "of 3 critical parts it is not known"
}
