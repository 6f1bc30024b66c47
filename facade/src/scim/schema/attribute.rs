//! One attribute and its characteristics (RFC 7643 §2.2), made by a builder with the RFC's defaults.

/// The data types of RFC 7643 §2.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A number with a fraction.
    Decimal,
    /// A whole number.
    Integer,
    /// A moment, as an `xsd:dateTime`.
    DateTime,
    /// A URI.
    Reference,
    /// A set of sub-attributes.
    Complex,
    /// Bytes in base64.
    Binary,
}

/// Who may change an attribute, and when (RFC 7643 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// Only the service provider.
    ReadOnly,
    /// Everyone, at any time.
    ReadWrite,
    /// The client, once.
    Immutable,
    /// The client; it is never shown.
    WriteOnly,
}

/// When an attribute is part of an answer (RFC 7643 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// Whatever the client asked for.
    Always,
    /// Unless the client asked for other attributes.
    Default,
    /// Only where the client asked for it.
    Request,
    /// Not at all.
    Never,
}

/// Within what a value is unique (RFC 7643 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uniqueness {
    /// It need not be.
    None,
    /// Among the resources of this server.
    Server,
    /// Everywhere.
    Global,
}

/// An attribute and its characteristics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name in the spelling of answers.
    pub name: &'static str,
    /// Its data type.
    pub kind: Type,
    /// Whether it is an array of values.
    pub multi_valued: bool,
    /// A sentence for `/Schemas`.
    pub description: &'static str,
    /// Whether a resource must have it.
    pub required: bool,
    /// Whether case matters when it is compared.
    pub case_exact: bool,
    /// Who may change it.
    pub mutability: Mutability,
    /// When it is part of an answer.
    pub returned: Returned,
    /// Within what it is unique.
    pub uniqueness: Uniqueness,
    /// Values that are suggested, such as `work` and `home`. Others are accepted.
    pub canonical_values: &'static [&'static str],
    /// What a reference may point at, such as `User`.
    pub reference_types: &'static [&'static str],
    /// The parts of a complex attribute.
    pub sub_attributes: Vec<Attribute>,
}

impl Attribute {
    /// Text: read-write, optional, single, its case of no matter; RFC 7643 §2.2 lists these defaults.
    pub const fn string(name: &'static str) -> Self {
        Self::of(name, Type::String)
    }

    /// `true` or `false`.
    pub const fn boolean(name: &'static str) -> Self {
        Self::of(name, Type::Boolean)
    }

    /// A whole number.
    pub const fn integer(name: &'static str) -> Self {
        Self::of(name, Type::Integer)
    }

    /// A number with a fraction.
    pub const fn decimal(name: &'static str) -> Self {
        Self::of(name, Type::Decimal)
    }

    /// A moment.
    pub const fn date_time(name: &'static str) -> Self {
        Self::of(name, Type::DateTime)
    }

    /// Bytes in base64. RFC 7643 §2.3.6: binary values are compared with regard to case.
    pub const fn binary(name: &'static str) -> Self {
        Self::of(name, Type::Binary).case_exact()
    }

    /// A URI that points at one of these kinds. RFC 7643 §2.3.7: "A reference is case exact."
    pub const fn reference(name: &'static str, types: &'static [&'static str]) -> Self {
        let mut attribute = Self::of(name, Type::Reference).case_exact();
        attribute.reference_types = types;
        attribute
    }

    /// A set of sub-attributes.
    pub fn complex(name: &'static str, sub_attributes: Vec<Self>) -> Self {
        Self {
            sub_attributes,
            ..Self::of(name, Type::Complex)
        }
    }

    /// With a sentence for `/Schemas`.
    #[must_use]
    pub const fn describe(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// An array of values.
    #[must_use]
    pub const fn multi_valued(mut self) -> Self {
        self.multi_valued = true;
        self
    }

    /// A resource must have it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Its case matters.
    #[must_use]
    pub const fn case_exact(mut self) -> Self {
        self.case_exact = true;
        self
    }

    /// Only the service provider changes it.
    #[must_use]
    pub const fn read_only(mut self) -> Self {
        self.mutability = Mutability::ReadOnly;
        self
    }

    /// The client sets it once.
    #[must_use]
    pub const fn immutable(mut self) -> Self {
        self.mutability = Mutability::Immutable;
        self
    }

    /// The client sets it and never sees it.
    #[must_use]
    pub const fn write_only(mut self) -> Self {
        self.mutability = Mutability::WriteOnly;
        self.returned = Returned::Never;
        self
    }

    /// It is part of every answer.
    #[must_use]
    pub const fn returned_always(mut self) -> Self {
        self.returned = Returned::Always;
        self
    }

    /// It is part of an answer only where the client asks for it.
    #[must_use]
    pub const fn returned_on_request(mut self) -> Self {
        self.returned = Returned::Request;
        self
    }

    /// No two resources of this server share a value.
    #[must_use]
    pub const fn server_unique(mut self) -> Self {
        self.uniqueness = Uniqueness::Server;
        self
    }

    /// With suggested values.
    #[must_use]
    pub const fn canonical_values(mut self, values: &'static [&'static str]) -> Self {
        self.canonical_values = values;
        self
    }

    /// The part of that name, in any case.
    pub fn sub_attribute(&self, name: &str) -> Option<&Self> {
        self.sub_attributes
            .iter()
            .find(|sub| sub.name.eq_ignore_ascii_case(name))
    }

    const fn of(name: &'static str, kind: Type) -> Self {
        Self {
            name,
            kind,
            multi_valued: false,
            description: "",
            required: false,
            case_exact: false,
            mutability: Mutability::ReadWrite,
            returned: Returned::Default,
            uniqueness: Uniqueness::None,
            canonical_values: &[],
            reference_types: &[],
            sub_attributes: Vec::new(),
        }
    }
}
