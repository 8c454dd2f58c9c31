package lib.retention_test

import data.lib.retention

test_exactly_as_long_as_needed_lasts if {
	retention.lasts(90, 90)
	not retention.lasts(89, 90)
}

test_what_is_never_deleted_lasts if retention.lasts(null, 99999)

test_what_is_no_number_does_not_last if {
	not retention.lasts(null, null)
	every days in ["90", true, [], {}] {
		not retention.lasts(days, 90)
	}
}

test_days_are_spoken if {
	retention.spoken(null) == "ever"
	retention.spoken(1) == "1 day"
	retention.spoken(35) == "35 days"
}
