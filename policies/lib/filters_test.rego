package lib.filters_test

import data.lib.filters

test_only_an_empty_filter_matches_everything if {
	filters.matches_everything({"prefix": "", "tags": {}})
	filters.matches_everything(_filter({}))
	every part in [
		{"prefix": "a"},
		{"tags": {"class": "temp"}},
		{"size_greater_than_bytes": 0},
		{"size_less_than_bytes": 1},
	] {
		not filters.matches_everything(_filter(part))
	}
}

test_an_unknown_filter_matches_nothing_for_sure if {
	not filters.matches_everything(null)
	not filters.matches_everything({})
}

test_a_filter_is_spoken if {
	filters.spoken(_filter({})) == "every object"
	filters.spoken({"prefix": "logs/", "tags": {}}) == "prefix 'logs/'"
	filters.spoken({"prefix": "", "tags": {"b": "2", "a": "1"}}) == "tag a=1, tag b=2"
	sizes := {"size_greater_than_bytes": 1, "size_less_than_bytes": 9}
	filters.spoken(_filter(sizes)) == "larger than 1 bytes, smaller than 9 bytes"
}

_filter(part) := object.union(
	{"prefix": "", "tags": {}, "size_greater_than_bytes": null, "size_less_than_bytes": null},
	part,
)
