package lib.backups_test

import data.lib.backups
import data.testing.documents

test_full_backups_are_those_that_somebody_made_and_that_are_whole if {
	backups.full(null) == []
	count(backups.full([documents.on_demand])) == 1
	every part in [{"type": "SYSTEM"}, {"status": "CREATING"}, {"count": 0}] {
		backups.full([object.union(documents.on_demand, part)]) == []
	}
}

test_usable_recovery_points_can_be_restored if {
	backups.usable(null, documents.as_of) == []
	every status in ["AVAILABLE", "COMPLETED"] {
		count(backups.usable([_point({"status": status})], documents.as_of)) == 1
	}
	every part in [{"status": "PARTIAL"}, {"status": "EXPIRED"}, {"status": null}, {"count": 0}] {
		backups.usable([_point(part)], documents.as_of) == []
	}
}

test_recovery_points_are_usable_until_the_last_of_them_expires if {
	points := [_point({"latest_expiry_at": "2026-03-31T12:00:01Z"})]
	count(backups.usable(points, "2026-03-31T12:00:00Z")) == 1
	backups.usable(points, "2026-03-31T12:00:01Z") == []
	backups.usable([_point({"latest_expiry_at": null})], documents.as_of) == []
	every latest in [null, "2026-01-01T00:00:00Z"] {
		count(backups.usable([_point({"never_expires": 1, "latest_expiry_at": latest})], documents.as_of)) == 1
	}
}

test_whatever_did_not_complete_and_is_not_under_way_failed if {
	jobs := [{"state": state} | some state in ["COMPLETED", "CREATED", "PENDING", "RUNNING", "PARTIAL", "NEW", null]]
	backups.failed(array.concat(jobs, [{}])) == [{"state": "PARTIAL"}, {"state": "NEW"}, {"state": null}, {}]
}

test_a_rule_keeps_for_its_days_or_for_ever if {
	backups.keeps(_rule({"delete_after_days": 90}), 90)
	not backups.keeps(_rule({"delete_after_days": 89}), 90)
	backups.keeps(_rule({"delete_after_days": null}), 90)
}

test_a_continuous_rule_keeps_for_its_days_only if {
	backups.keeps(_rule({"continuous": true, "delete_after_days": 35}), 35)
	not backups.keeps(_rule({"continuous": true, "delete_after_days": 34}), 35)
	not backups.keeps(_rule({"continuous": true, "delete_after_days": null}), 1)
	not backups.keeps(_rule({"continuous": true, "delete_after_days": "400"}), 1)
	not backups.keeps(_rule({"continuous": null}), 1)
}

test_a_rule_fits_within_both_limits if {
	every limits in [[null, null], [90, null], [null, 90], [90, 90]] {
		backups.fits_vault(_limited(90, limits))
	}
	every limits in [[91, null], [null, 89], [91, 89]] {
		not backups.fits_vault(_limited(90, limits))
	}
}

test_for_ever_fits_no_maximum if {
	backups.fits_vault(_limited(null, [90, null]))
	not backups.fits_vault(_limited(null, [null, 36500]))
}

test_limits_that_are_no_numbers_fit_nothing if {
	not backups.fits_vault(_limited(90, ["1", null]))
	not backups.fits_vault(_limited(90, [null, "99"]))
}

_point(part) := object.union(documents.recovery_point, part)

_rule(part) := object.union(documents.plan_rule, part)

_limited(days, limits) := _rule({
	"delete_after_days": days,
	"vault_min_retention_days": limits[0],
	"vault_max_retention_days": limits[1],
})
