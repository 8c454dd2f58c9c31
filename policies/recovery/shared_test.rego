package recovery.shared_test

import data.recovery.shared

test_the_worse_of_two_counts_and_of_what_is_not_known_nothing if {
	shared.worse(300, 200) == 300
	shared.worse(0, 200) == 200
	shared.worse(null, 200) == null
	shared.worse(300, null) == null
}

test_what_was_observed_is_never_negative if {
	shared.observed("2026-03-01T11:55:00Z", _taken_at, _taken_at) == 300
	shared.observed("2026-03-01T12:10:00Z", _taken_at, _taken_at) == 0
	not shared.observed("2027-03-01T12:10:00Z", _taken_at, _taken_at)
	not shared.observed(null, _taken_at, _taken_at)
}

test_a_reach_is_told_to_the_nearest_hour if {
	shared.reach("2026-02-28T12:20:00Z", _taken_at) == 86400
	shared.reach("2026-03-02T12:00:00Z", _taken_at) == 0
}

test_a_reach_has_to_cover_the_days_until_somebody_notices if {
	asked := {"noticed_within_days": 7}
	shared.reaching(604800, asked) == {"reaches_back"}
	shared.reaching(604799, asked) == set()
	shared.reaching(null, asked) == set()
	shared.reaching(1, {}) == {"reaches_back"}
}

test_there_is_nothing_older_than_the_resource if {
	shared.whole_life("2026-03-01T12:00:00Z", "2026-02-28T12:00:00Z")
	not shared.whole_life("2026-03-01T12:00:01Z", "2026-02-28T12:00:00Z")
	not shared.whole_life("2026-03-01T12:00:00Z", null)
}

test_days_in_seconds if {
	shared.seconds(null) == null
	shared.seconds(2) == 172800
}

test_a_gap_touches_what_holds_it_and_what_it_holds if {
	shared.touches("/links/exports", "/links/exports")
	shared.touches("/links", "/links/exports")
	shared.touches("", "/links/exports")
	shared.touches("/links/exports/0", "/links/exports")
	not shared.touches("/links/exported", "/links/exports")
}

_taken_at := "2026-03-01T12:00:00Z"
