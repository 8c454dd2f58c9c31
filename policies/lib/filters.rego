# METADATA
# title: Which objects a lifecycle or replication rule is about
package lib.filters

# Whether a filter lets every object through.
matches_everything(filter) if {
	filter.prefix == ""
	filter.tags == {}
	object.get(filter, "size_greater_than_bytes", null) == null
	object.get(filter, "size_less_than_bytes", null) == null
}

# A filter for people: "every object", "prefix 'logs/', tag class=temp".
spoken(filter) := "every object" if matches_everything(filter)

else := concat(", ", ((_prefixes(filter.prefix) | _tags(filter.tags)) | _sizes(filter)))

_prefixes("") := set()

_prefixes(prefix) := {sprintf("prefix '%v'", [prefix])} if prefix != ""

_tags(tags) := {text |
	some key, value in tags
	text := sprintf("tag %v=%v", [key, value])
}

_sizes(filter) := {text |
	some name, than in {"size_greater_than_bytes": "larger", "size_less_than_bytes": "smaller"}
	bytes := filter[name]
	is_number(bytes)
	text := sprintf("%v than %v bytes", [than, bytes])
}
