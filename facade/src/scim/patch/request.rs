//! The body of a PATCH request, read: operations in any case, path-less ones expanded.

use serde_json::Value;

use super::{MAX_OPERATIONS, Op, Operation, PatchRequest};
use crate::scim::{
    Object, coerce,
    error::Error,
    object,
    path::{AttributePath, PatchPath},
    urn,
};

impl PatchRequest {
    /// Reads the body of a PATCH request.
    ///
    /// An empty list of operations is a request to change nothing: RFC 7644 §3.5.2 asks clients for "one or more", but
    /// Microsoft's validator sends none and expects success.
    ///
    /// # Errors
    ///
    /// `invalidSyntax` for a body that is no PatchOp message, `invalidPath` and `invalidFilter` for a malformed path,
    /// `noTarget` for a `remove` without a path, `invalidValue` for a missing value.
    pub fn parse(body: &Value) -> Result<Self, Error> {
        let body = body
            .as_object()
            .ok_or_else(|| Error::invalid_syntax("The body of a PATCH is a JSON object."))?;
        check_schemas(body)?;
        let operations = match object::get(body, "Operations") {
            Some(Value::Array(operations)) => operations.as_slice(),
            Some(operation @ Value::Object(_)) => std::slice::from_ref(operation),
            _ => {
                return Err(Error::invalid_syntax(
                    "'Operations' is missing; it is an array of operations.",
                ));
            }
        };
        let mut request = Self::default();
        for (index, operation) in operations.iter().enumerate() {
            request.read(operation).map_err(|error| Error {
                detail: format!("Operation {}: {}", index + 1, error.detail),
                ..error
            })?;
        }
        Ok(request)
    }

    /// The same request without the operations on a group's members, for a caller that applies those by
    /// [`super::member_change`].
    #[must_use]
    pub fn without_members(&self) -> Self {
        Self {
            operations: self
                .operations
                .iter()
                .filter(|operation| !operation.on_members())
                .cloned()
                .collect(),
        }
    }

    fn read(&mut self, operation: &Value) -> Result<(), Error> {
        let operation = operation
            .as_object()
            .ok_or_else(|| Error::invalid_syntax("An operation is a JSON object."))?;
        let op = read_op(operation)?;
        let value = object::get(operation, "value");
        if value.is_none() && op != Op::Remove {
            return Err(Error::invalid_value("'add' and 'replace' need a 'value'."));
        }
        match (read_path(operation)?, value) {
            // RFC 7644 §3.5.2.2: "If "path" is unspecified, the operation fails with HTTP status code 400 and a
            // "scimType" error code of "noTarget"."
            (None, _) if op == Op::Remove => {
                return Err(Error::no_target("'remove' needs a 'path'."));
            }
            (None, value) => self.expand(op, value.unwrap_or(&Value::Null))?,
            (Some(path), Some(value)) if path.attribute.is_schema() && op != Op::Remove => {
                self.expand_schema(op, &path, value)?;
            }
            (Some(path), value) => self.push(Operation {
                op,
                path,
                value: value.cloned(),
                named: true,
            })?,
        }
        Ok(())
    }

    /// RFC 7644 §3.5.2.1 and §3.5.2.3: without a path "the target location is assumed to be the resource itself", and
    /// the value holds attributes. Their names may be dotted (Entra ID) or stand below a schema's URN.
    fn expand(&mut self, op: Op, value: &Value) -> Result<(), Error> {
        let value = coerce::unpacked(value);
        let documents = match &*value {
            Value::Array(documents) => documents.as_slice(),
            document => std::slice::from_ref(document),
        };
        for document in documents {
            let document = coerce::unpacked(document);
            let attributes = document.as_object().ok_or_else(|| {
                Error::invalid_value(
                    "without a 'path', the 'value' is an object of attributes and their values.",
                )
            })?;
            for (name, value) in attributes {
                let path = read_name(name);
                if path.attribute.is_schema() {
                    self.expand_schema(op, &path, value)?;
                } else {
                    self.push(Operation {
                        op,
                        path,
                        value: Some(value.clone()),
                        named: false,
                    })?;
                }
            }
        }
        Ok(())
    }

    /// RFC 7643 §3.3: an extension's attributes stand in an object whose name is the extension's URN.
    fn expand_schema(&mut self, op: Op, schema: &PatchPath, value: &Value) -> Result<(), Error> {
        let value = coerce::unpacked(value);
        let Some(attributes) = value.as_object() else {
            let operation = Operation {
                op,
                path: schema.clone(),
                value: Some(value.into_owned()),
                named: false,
            };
            return self.push(operation);
        };
        for (name, value) in attributes {
            let mut path = read_name(name);
            if path.attribute.urn.is_none() {
                path.attribute.urn.clone_from(&schema.attribute.urn);
            }
            self.push(Operation {
                op,
                path,
                value: Some(value.clone()),
                named: false,
            })?;
        }
        Ok(())
    }

    fn push(&mut self, operation: Operation) -> Result<(), Error> {
        if self.operations.len() == MAX_OPERATIONS {
            return Err(Error::invalid_syntax(format!(
                "a request may have {MAX_OPERATIONS} operations; send the rest in another one."
            )));
        }
        self.operations.push(operation);
        Ok(())
    }
}

impl Operation {
    /// Whether it is about a group's members.
    pub(super) fn on_members(&self) -> bool {
        let path = &self.path.attribute;
        path.attribute.eq_ignore_ascii_case("members")
            && path
                .urn
                .as_deref()
                .is_none_or(|urn| urn.eq_ignore_ascii_case(urn::GROUP))
    }
}

/// RFC 7644 §3.5.2: "The body of each request MUST contain the "schemas" attribute with the URI value of" PatchOp. Where
/// a client forgets it, the operations still say what it means; where it says that the body is something else, it is
/// believed.
fn check_schemas(body: &Object) -> Result<(), Error> {
    let schemas = match object::get(body, "schemas") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(schemas)) => schemas.as_slice(),
        Some(schema) => std::slice::from_ref(schema),
    };
    let named = |schema: &Value| {
        schema
            .as_str()
            .is_some_and(|schema| schema.eq_ignore_ascii_case(urn::PATCH_OP))
    };
    if schemas.is_empty() || schemas.iter().any(named) {
        return Ok(());
    }
    Err(Error::invalid_syntax(format!(
        "'schemas' of a PATCH holds \"{}\".",
        urn::PATCH_OP
    )))
}

/// RFC 7644 §3.5.2: one of "add", "remove", or "replace"; Entra ID writes them with a capital.
fn read_op(operation: &Object) -> Result<Op, Error> {
    let op = object::get(operation, "op")
        .and_then(Value::as_str)
        .unwrap_or_default();
    [
        ("add", Op::Add),
        ("remove", Op::Remove),
        ("replace", Op::Replace),
    ]
    .into_iter()
    .find(|(name, _)| op.trim().eq_ignore_ascii_case(name))
    .map(|(_, op)| op)
    .ok_or_else(|| Error::invalid_syntax("'op' is \"add\", \"remove\" or \"replace\"."))
}

fn read_path(operation: &Object) -> Result<Option<PatchPath>, Error> {
    match object::get(operation, "path") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(path)) if path.trim().is_empty() => Ok(None),
        Some(Value::String(path)) => path.parse().map(Some),
        Some(_) => Err(Error::invalid_path("'path' is a string.")),
    }
}

/// A name inside a path-less value. What is no path cannot be an attribute of ours either, so it is kept as a name that
/// no schema knows: it will be dropped, and the other attributes of the same value take effect.
fn read_name(name: &str) -> PatchPath {
    name.parse()
        .unwrap_or_else(|_| AttributePath::new(name).into())
}
