//! What a cell of a table in a feature file says.
//!
//! Blank means *not sent*, `''` an empty string, `null` JSON's null, `[]` an empty list, `true` and `false` booleans, and quotes
//! make a string of anything. All else is a string as it stands.

use cucumber::gherkin::Step;
use serde_json::Value;

/// A cell's meaning: `None` where the cell is blank, which means that the attribute is not mentioned at all.
pub(crate) fn parse(cell: &str) -> Option<Value> {
    let cell = cell.trim();
    Some(match cell {
        "" => return None,
        "null" => Value::Null,
        "[]" => Value::Array(Vec::new()),
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => Value::String(unquote(text).to_owned()),
    })
}

/// A cell's text without the quotes that protect it.
pub(crate) fn unquote(cell: &str) -> &str {
    let inner = cell
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    inner.unwrap_or(cell)
}

/// The items of a cell that holds a list, such as `Administrator, Auditor`.
pub(crate) fn items(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// A table without a header: each row is a name and a cell.
pub(crate) fn pairs(step: &Step) -> Vec<(String, String)> {
    rows(step)
        .iter()
        .map(|row| match row.as_slice() {
            [name, cell] => (name.clone(), cell.clone()),
            _ => panic!(
                "`{}` wants a table of two columns, a name and a value",
                step.value
            ),
        })
        .collect()
}

/// A table with a header: each row as a list of column name and cell.
pub(crate) fn records(step: &Step) -> Vec<Vec<(String, String)>> {
    let rows = rows(step);
    let (header, body) = rows
        .split_first()
        .unwrap_or_else(|| panic!("`{}` has an empty table", step.value));
    body.iter()
        .map(|row| header.iter().cloned().zip(row.iter().cloned()).collect())
        .collect()
}

/// The doc string below a step, without the line breaks around it.
pub(crate) fn text(step: &Step) -> &str {
    step.docstring().map_or_else(
        || {
            panic!(
                "`{}` wants a text below it, between three quotes",
                step.value
            )
        },
        |text| text.trim(),
    )
}

fn rows(step: &Step) -> &[Vec<String>] {
    step.table().map_or_else(
        || panic!("`{}` wants a table below it", step.value),
        |table| &table.rows,
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse;

    #[test]
    fn a_cell_says_what_is_sent() {
        assert_eq!(parse("  "), None);
        assert_eq!(parse("''"), Some(json!("")));
        assert_eq!(parse("null"), Some(json!(null)));
        assert_eq!(parse("'null'"), Some(json!("null")));
        assert_eq!(parse("true"), Some(json!(true)));
        assert_eq!(parse("'true'"), Some(json!("true")));
        assert_eq!(parse("[]"), Some(json!([])));
        assert_eq!(parse("O'Hara"), Some(json!("O'Hara")));
    }
}
