# METADATA
# title: The recovery of the identity provider was tested
# description: >-
#   Users who cannot sign in have no application, whatever was restored. A test has shown that people can sign in
#   again after the pool or its external provider was set up anew, and the metadata of the providers (SAML, OIDC)
#   is saved: Cognito gives neither passwords nor secrets back. An application without identities has nothing to
#   test.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-009
#   severity: medium
#   kind: estate.application
#   needs: [/config/data_types, /links/evidence]
#   requires: [evidence_identity_provider_days]
#   covers: [73]
#   controls:
#     nist_800_53_r5: [CP-4, CP-10]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.3]
#   remediation: >-
#     Set the pool and its providers up anew in a test account from what is saved, sign in, and record the test
#     with `contains: [identity_providers]`. The template comes from
#     `safehold evidence new restore-test --topic identity_provider --application '{name}'`
package rules.application.identity_provider_tested

import data.lib.evidence

exempt if {
	every held in input.config.data_types {
		held != "identity"
	}
}

compliant if {
	"identity" in input.config.data_types
	count(_holding) > 0
	some kept in evidence.current(input.links.evidence, _topic, _asked)
	"identity_providers" in kept.contains
}

findings contains finding if some finding in evidence.untested(input.links.evidence, _topic, _asked)

findings contains {
	"message": "no current record of the topic says that the metadata of the identity providers is saved",
	"at": "/links/evidence",
	"expected": "identity_providers",
	"actual": saved,
} if {
	is_array(input.links.evidence)
	saved := sort({what |
		some kept in evidence.current(input.links.evidence, _topic, _asked)
		some what in kept.contains
	})
	not "identity_providers" in saved
}

_holding := evidence.tests(input.links.evidence, _topic, _asked)

_topic := "identity_provider"

_asked := {
	"days": input.requires.evidence_identity_provider_days,
	"taken_at": input.taken_at,
	"as_of": input.as_of,
	"checked": ["sign_in"],
}
