# METADATA
# title: The regions of a bucket's effective retention
# description: An object belongs to the last region that it matches (schemas/input.json, links.retention).
package lib.regions

import data.lib.filters

# A region for people: "objects with prefix 'logs/', tag class=temp". regions: all that there are.
spoken(region, regions) := "objects" if {
	filters.matches_everything(_filter(region))
	count(regions) == 1
}

else := "objects that no other rule is about" if filters.matches_everything(_filter(region))

else := sprintf("objects with %v", [filters.spoken(_filter(region))])

# The rule that decides, for people, after what it decides; nothing if none does.
decided_by(null) := ""

decided_by(id) := sprintf(" (lifecycle rule '%v')", [id]) if is_string(id)

_filter(region) := {
	"prefix": region.prefix,
	"tags": region.tags,
	"size_greater_than_bytes": region.size_over_bytes,
	"size_less_than_bytes": region.size_under_bytes,
}
