package recovery.scenarios_test

import data.recovery.scenarios

test_every_scenario_is_described_and_demands_a_trait_whose_lack_is_told if {
	object.keys(scenarios.described) == object.keys(scenarios.demands)
	object.keys(scenarios.missing) == {trait | some trait in scenarios.demands}
}

test_what_befalls_a_kind_is_a_scenario if {
	every names in scenarios.befalls {
		every name in names {
			scenarios.demands[name]
		}
	}
}
