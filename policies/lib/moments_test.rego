package lib.moments_test

import data.lib.moments

test_seconds_count_both_ways_and_over_a_leap_day if {
	moments.seconds_between("2028-02-28T00:00:00Z", "2028-03-01T00:00:00Z") == 172800
	moments.seconds_between("2026-03-31T12:00:01Z", "2026-03-31T12:00:00Z") == -1
}

test_an_offset_is_the_same_moment if {
	moments.seconds_between("2026-03-31T12:00:00Z", "2026-03-31T14:00:00+02:00") == 0
}

test_null_gives_no_answer if {
	count([1 | moments.shifted(null, 60)]) == 0
	count([1 | moments.shifted("2026-03-31T12:00:00Z", null)]) == 0
	every pair in [[null, "2026-03-31T12:00:00Z"], ["2026-03-31T12:00:00Z", null]] {
		count([1 | moments.seconds_between(pair[0], pair[1])]) == 0
	}
}

test_a_moment_had_come_within_a_day_of_the_snapshot if {
	every moment in ["2020-01-01T00:00:00Z", "2026-03-31T12:00:00Z", "2026-04-01T12:00:00Z"] {
		moments.had_come(moment, "2026-03-31T12:00:00Z")
	}
	every moment in ["2026-04-01T12:00:01Z", "2030-01-01T00:00:00Z", null] {
		not moments.had_come(moment, "2026-03-31T12:00:00Z")
	}
}

test_an_age_counts_to_the_moment_that_is_judged if {
	moments.age("2026-03-31T12:00:00Z", "2026-03-31T12:00:00Z", "2026-04-30T12:00:00Z") == 2592000
	moments.age("2026-03-31T13:00:00Z", "2026-03-31T12:00:00Z", "2026-03-31T12:00:00Z") == -3600
}

test_what_lay_ahead_of_the_snapshot_has_no_age_however_late_it_is_judged if {
	every as_of in ["2026-03-31T12:00:00Z", "2026-04-02T12:00:00Z", "2030-01-01T00:00:00Z"] {
		count([1 | moments.age("2026-04-02T11:00:00Z", "2026-03-31T12:00:00Z", as_of)]) == 0
	}
}

test_a_moment_is_shifted_both_ways if {
	moments.shifted("2026-03-31T12:00:00Z", 86400) == "2026-04-01T12:00:00Z"
	moments.shifted("2026-03-01T00:00:00Z", -1) == "2026-02-28T23:59:59Z"
}

test_a_duration_is_spoken_in_its_three_largest_units if {
	every seconds, text in {
		"-5": "0 s",
		"0": "0 s",
		"1": "1 s",
		"59": "59 s",
		"60": "1 min",
		"3599": "59 min 59 s",
		"3600": "1 h",
		"86399": "23 h 59 min 59 s",
		"86400": "1 day",
		"90061": "1 day 1 h 1 min",
		"3024000": "35 days",
		"3023999": "34 days 23 h 59 min",
		"86460": "1 day 1 min",
	} {
		moments.spoken(json.unmarshal(seconds)) == text
	}
}
