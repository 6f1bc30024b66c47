//! A resource on its way out. One of its lists may be very long, such as the members of a group; its values are made as
//! they are written and never stand in memory together.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Range;

use serde_json::Value;

use super::Object;
use super::etag::Versioner;
use super::projection::Projection;
use super::schema::{Attribute, Schema};

/// How many values of a long list are made at a time.
const AT_A_TIME: usize = 256;

/// Makes the values of a list that stand at these places.
type Values = Box<dyn Fn(Range<usize>) -> Vec<Value> + Send + Sync>;

/// A resource, and what of it is made only when it is written.
#[derive(Debug)]
pub struct Document {
    /// All attributes. The long list is empty here.
    attributes: Object,
    long: Option<Long>,
}

struct Long {
    name: &'static str,
    count: usize,
    values: Values,
    shown: Option<(Projection, &'static Attribute)>,
}

impl fmt::Debug for Long {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.count, self.name)
    }
}

impl From<Object> for Document {
    fn from(attributes: Object) -> Self {
        Self {
            attributes,
            long: None,
        }
    }
}

impl Document {
    /// These attributes, and after them a list of `count` values, each of which `values` makes whenever it is asked for
    /// it. A list without values is left out.
    pub fn with_list(
        mut attributes: Object,
        name: &'static str,
        count: usize,
        values: impl Fn(Range<usize>) -> Vec<Value> + Send + Sync + 'static,
    ) -> Self {
        if count == 0 {
            return attributes.into();
        }
        attributes.insert(name.to_owned(), Value::Array(Vec::new()));
        Self {
            attributes,
            long: Some(Long {
                name,
                count,
                values: Box::new(values),
                shown: None,
            }),
        }
    }

    /// All attributes, a long list among them without its values.
    pub fn attributes(&self) -> &Object {
        &self.attributes
    }

    /// The same, to be changed.
    pub fn attributes_mut(&mut self) -> &mut Object {
        &mut self.attributes
    }

    /// The version of the whole resource as it stands, long list included (RFC 7644 §3.14).
    pub fn version(&self) -> String {
        let mut version = Versioner::default();
        pieces(self).for_each(|piece| version.take(&piece));
        version.finish()
    }

    /// The whole resource as one object.
    pub fn into_whole(mut self) -> Object {
        if let Some(long) = &self.long
            && let Some(list) = self.attributes.get_mut(long.name)
        {
            *list = Value::Array(long.make(0..long.count));
        }
        self.attributes
    }

    /// Takes out what is not to be shown.
    pub fn project(&mut self, projection: &Projection, schema: &'static Schema) {
        projection.apply(schema, &mut self.attributes);
        if let Some(long) = &mut self.long {
            long.shown = schema
                .attribute(long.name)
                .map(|attribute| (projection.clone(), attribute));
        }
    }

    /// The resource as JSON, piece by piece.
    pub fn into_pieces(self) -> impl Iterator<Item = Vec<u8>> + Send {
        pieces(self)
    }
}

impl Long {
    fn make(&self, range: Range<usize>) -> Vec<Value> {
        let mut values = (self.values)(range);
        if let Some((projection, attribute)) = &self.shown {
            projection.apply_to_values(attribute, &mut values);
        }
        values
    }
}

/// The JSON of a resource, its attributes in order; the long list in as many pieces as it takes.
fn pieces<D: Borrow<Document>>(document: D) -> impl Iterator<Item = Vec<u8>> {
    let mut after = 0;
    let mut made = 0;
    let mut is_first = true;
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let Document { attributes, long } = document.borrow();
        let mut piece = Vec::new();
        for (name, value) in attributes.iter().skip(after) {
            let long = long.as_ref().filter(|long| long.name == name);
            if made == 0 {
                piece.push(if after == 0 { b'{' } else { b',' });
                write(&mut piece, name);
                piece.push(b':');
            }
            if let Some(long) = long {
                if made == 0 {
                    piece.push(b'[');
                }
                let until = long.count.min(made + AT_A_TIME);
                for value in long.make(made..until) {
                    if !std::mem::take(&mut is_first) {
                        piece.push(b',');
                    }
                    write(&mut piece, &value);
                }
                made = until;
                if made < long.count {
                    return Some(piece);
                }
                piece.push(b']');
                made = 0;
            } else {
                write(&mut piece, value);
            }
            after += 1;
        }
        if after == 0 {
            piece.push(b'{');
        }
        piece.push(b'}');
        is_over = true;
        Some(piece)
    })
}

/// A value as JSON.
pub(super) fn to_json(value: &impl serde::Serialize) -> Vec<u8> {
    let mut json = Vec::new();
    write(&mut json, value);
    json
}

/// Writes JSON.
fn write(into: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) {
    serde_json::to_writer(into, value).expect("a JSON value is written to memory");
}

#[cfg(test)]
mod tests;
