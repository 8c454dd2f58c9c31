# METADATA
# title: How long something stays
# description: A number of days until deletion, or null for what is never deleted.
package lib.retention

# Whether what is deleted after so many days, or never, stays for as long as needed.
lasts(days, needed) if {
	days == null
	is_number(needed)
}

lasts(days, needed) if {
	is_number(days)
	days >= needed
}

# For people, after "for": "1 day", "35 days", "ever".
spoken(days) := "ever" if days == null

else := "1 day" if days == 1

else := sprintf("%v days", [days])
