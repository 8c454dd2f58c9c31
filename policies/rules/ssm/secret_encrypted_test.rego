package rules.ssm.secret_encrypted_test

import data.rules.ssm.secret_encrypted as rule
import data.testing.documents
import data.testing.ssm_parameter

test_a_secure_string_is_compliant if {
	rule.compliant with input as ssm_parameter.document
	not rule.exempt with input as ssm_parameter.document
}

test_a_secret_in_plain_text_fails_and_says_so if {
	every type in ["String", "StringList"] {
		document := documents.configured(ssm_parameter.document, {"type": type})
		not rule.compliant with input as document
		found := rule.findings with input as document
		found == {{
			"message": concat("", [
				sprintf("/formkiq/prod/typesense/ApiKey is a %v: whoever may read parameters reads it, ", [type]),
				"and exports of a stack that makes it carry it",
			]),
			"at": "/config/type",
			"expected": "SecureString",
			"actual": type,
		}}
	}
}

test_secrets_are_known_by_the_end_of_their_names if {
	every name in [
		"/shop/db/password",
		"/shop/db/DB_PASSWORD",
		"github-token",
		"/shop/client-secret",
		"StripeSecretKey",
		"/shop/api_key",
		"/shop/credentials",
	] {
		plain := documents.configured(ssm_parameter.named(name), {"type": "String"})
		not rule.exempt with input as plain
		not rule.compliant with input as plain
	}
}

test_what_only_speaks_of_secrets_is_exempt if {
	every name in [
		"/formkiq/prod/dynamodb/DocumentsTableName",
		"/shop/db/password-policy",
		"/shop/SecretArn",
		"/shop/token/endpoint",
		"/shop/public-key",
		"/shop/apikeys/count",
	] {
		document := ssm_parameter.named(name)
		rule.exempt with input as document
		not rule.compliant with input as document
	}
}

test_another_type_proves_nothing if {
	not rule.compliant with input as documents.configured(ssm_parameter.document, {"type": "SecureStringList"})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(ssm_parameter.document)
}
