package lib.regions_test

import data.lib.regions

_everything := {"prefix": "", "tags": {}, "size_over_bytes": null, "size_under_bytes": null}

_logs := {"prefix": "logs/", "tags": {"class": "temp"}, "size_over_bytes": 1024, "size_under_bytes": null}

test_one_region_is_all_objects if regions.spoken(_everything, [_everything]) == "objects"

test_the_rest_is_what_no_other_rule_is_about if {
	regions.spoken(_everything, [_everything, _logs]) == "objects that no other rule is about"
}

test_a_region_is_told_by_its_filter if {
	told := "objects with larger than 1024 bytes, prefix 'logs/', tag class=temp"
	regions.spoken(_logs, [_everything, _logs]) == told
}

test_the_rule_that_decides_is_named if {
	regions.decided_by("forget") == " (lifecycle rule 'forget')"
	regions.decided_by(null) == ""
}
