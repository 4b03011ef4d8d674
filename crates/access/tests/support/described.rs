//! What the OpenAPI document of a server has to say, whatever its routes. Part of the tests of both
//! servers.

use proco_access::Code;
use serde_json::Value;

/// Every code is there under its name on the wire, each answer says what it is and which headers it
/// has, and each operation names the refusals that come with its form.
pub fn is_complete(document: &Value) {
    let names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Code"]["enum"], serde_json::json!(names));
    let required = schemas["ProblemBody"]["required"].as_array().unwrap();
    assert!(required.contains(&"detail".into()), "{required:?}");
    assert!(document["servers"][0]["url"].is_string());
    assert!(document["info"]["contact"]["name"].is_string());
    assert_eq!(document["info"]["version"], "1.0.0");
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations += 1;
            has_its_refusals(&format!("{method} {path}"), operation);
        }
    }
    assert!(operations >= 4);
    for name in schemas.as_object().unwrap().keys() {
        let upper = name.starts_with(|first: char| first.is_ascii_uppercase());
        let whole = name.chars().all(|letter| letter.is_ascii_alphanumeric());
        assert!(upper && whole, "{name} is not in UpperCamelCase");
    }
    leads_somewhere(document, schemas);
}

/// Each reference is to a schema that is there.
fn leads_somewhere(part: &Value, schemas: &Value) {
    match part {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get("$ref") {
                let name = to.strip_prefix("#/components/schemas/").unwrap_or(to);
                assert!(schemas[name].is_object(), "{to} leads nowhere");
            }
            let parts = fields.values();
            parts.for_each(|part| leads_somewhere(part, schemas));
        }
        Value::Array(parts) => parts.iter().for_each(|part| leads_somewhere(part, schemas)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn has_its_refusals(name: &str, operation: &Value) {
    let responses = operation["responses"].as_object().unwrap();
    for (status, response) in responses {
        let description = response["description"].as_str().unwrap_or_default();
        assert!(!description.is_empty(), "{name} {status} is not described");
        assert!(
            response["headers"]["API-Version"].is_object(),
            "{name} {status}"
        );
        if status.as_str() >= "400" {
            let content = &response["content"]["application/problem+json"];
            let schema = &content["schema"]["$ref"];
            assert_eq!(
                schema, "#/components/schemas/ProblemBody",
                "{name} {status}"
            );
        }
        if status == "429" || status == "503" {
            assert!(response["headers"]["Retry-After"].is_object(), "{name}");
        }
    }
    let mut wanted = vec!["400", "408", "500", "503"];
    if !operation["requestBody"].is_null() {
        wanted.extend(["413", "415"]);
    }
    if !operation["security"].is_null() {
        wanted.extend(["401", "403"]);
    }
    for status in wanted {
        assert!(responses.contains_key(status), "{name} lacks {status}");
    }
    assert!(responses.keys().any(|status| status.starts_with('2')));
}
