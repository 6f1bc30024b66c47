//! What a resource consists of (RFC 7643 §7): built once by the mapping, read by filters, PATCH, projection, sorting
//! and `/Schemas`.

mod attribute;
mod json;

use std::sync::LazyLock;

pub use attribute::{Attribute, Mutability, Returned, Type, Uniqueness};

use super::path::AttributePath;

/// The attributes of one kind of resource, under one URN. The common attributes (`schemas`, `id`, `externalId`, `meta`)
/// belong to every resource and are not listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Such as `urn:ietf:params:scim:schemas:core:2.0:User`.
    pub urn: &'static str,
    /// Such as `User`.
    pub name: &'static str,
    /// A sentence for `/Schemas`.
    pub description: &'static str,
    /// The attributes that are stored, in the order of `/Schemas`.
    pub attributes: Vec<Attribute>,
}

/// Where a path leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// The attribute of the resource.
    pub attribute: &'a Attribute,
    /// The sub-attribute, where the path names one.
    pub sub: Option<&'a Attribute>,
}

impl<'a> Resolved<'a> {
    /// The sub-attribute where there is one, else the attribute.
    #[must_use]
    pub fn leaf(&self) -> &'a Attribute {
        self.sub.unwrap_or(self.attribute)
    }
}

impl Schema {
    /// The attributes that every resource has (RFC 7643 §3.1), and `schemas` (§3).
    pub fn common() -> &'static [Attribute] {
        &COMMON
    }

    /// The attribute of that name, common or of this schema, in any case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .chain(Self::common())
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }

    /// The attribute, and the sub-attribute if the path has one, that a path names; `None` where this resource has no
    /// such attribute or the path belongs to another schema.
    ///
    /// RFC 7644 §3.10: attributes are named "by prefixing the attribute name with its schema URN"; names and URNs are
    /// compared without regard to case.
    pub fn resolve(&self, path: &AttributePath) -> Option<Resolved<'_>> {
        if path
            .urn
            .as_deref()
            .is_some_and(|urn| !urn.eq_ignore_ascii_case(self.urn))
        {
            return None;
        }
        let attribute = self.attribute(&path.attribute)?;
        let sub = match &path.sub {
            Some(name) => Some(attribute.sub_attribute(name)?),
            None => None,
        };
        Some(Resolved { attribute, sub })
    }
}

static COMMON: LazyLock<Vec<Attribute>> = LazyLock::new(|| {
    vec![
        Attribute::reference("schemas", &["uri"])
            .multi_valued()
            .read_only()
            .returned_always()
            .describe("The URNs of the schemas whose attributes the resource carries."),
        Attribute::string("id")
            .case_exact()
            .read_only()
            .returned_always()
            .server_unique()
            .describe("The identifier that the service provider chose for the resource."),
        Attribute::string("externalId")
            .case_exact()
            .describe("The identifier that the provisioning client uses for the resource."),
        Attribute::complex(
            "meta",
            vec![
                Attribute::string("resourceType")
                    .case_exact()
                    .read_only()
                    .describe("The kind of the resource."),
                Attribute::date_time("created")
                    .read_only()
                    .describe("When the resource was created."),
                Attribute::date_time("lastModified")
                    .read_only()
                    .describe("When the resource was last changed."),
                Attribute::reference("location", &["uri"])
                    .read_only()
                    .describe("The address of the resource."),
                Attribute::string("version")
                    .case_exact()
                    .read_only()
                    .describe("The version of the resource."),
            ],
        )
        .read_only()
        .describe("What the service provider knows about the resource."),
    ]
});

#[cfg(test)]
mod tests;
