//! `page` and `size`, by their present and their older names.

use serde::Serialize;

use crate::call::Query;
use crate::hal::Link;
use crate::state::{FieldError, Refusal, Refused};

/// The size of a page where the request asks for a page without saying how large.
const DEFAULT_SIZE: usize = 100;
/// The largest page. PactFlow's own limit is not known.
const MAX_SIZE: usize = 1_000;

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paging {
    number: usize,
    /// `None`: all of it, since the request asks for no page.
    size: Option<usize>,
}

/// HAL's description of a page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageInfo {
    number: usize,
    size: usize,
    total_elements: usize,
    total_pages: usize,
}

impl Paging {
    pub(crate) fn parse(query: &Query) -> Result<Self, Refusal> {
        let mut errors = Vec::new();
        let mut read = |name: &str, older: &str, largest: usize| {
            let (name, text) = query
                .get(name)
                .map(|text| (name, text))
                .or_else(|| Some((older, query.get(older)?)))?;
            let number = text
                .parse()
                .ok()
                .filter(|number| (1..=largest).contains(number));
            if number.is_none() {
                let detail = if largest == usize::MAX {
                    "must be greater than or equal to 1".to_owned()
                } else {
                    format!("must be between 1 and {largest}")
                };
                errors.push(FieldError {
                    pointer: name.to_owned(),
                    detail,
                });
            }
            number
        };
        let number = read("page", "pageNumber", usize::MAX);
        let size = read("size", "pageSize", MAX_SIZE);
        if !errors.is_empty() {
            return Err(Refusal {
                kind: Refused::Invalid(errors),
                rule: "paging-parameters",
            });
        }
        let size = size.or(number.map(|_| DEFAULT_SIZE));
        Ok(Self {
            number: number.unwrap_or(1),
            size,
        })
    }

    /// The part of `total` items that the page holds: how many to pass over, how many to take.
    pub(crate) fn window(&self, total: usize) -> (usize, usize) {
        match self.size {
            None => (0, total),
            Some(size) => {
                let skip = (self.number - 1).saturating_mul(size).min(total);
                (skip, size.min(total - skip))
            }
        }
    }

    /// The page's description, where the request asked for one.
    pub(crate) fn info(&self, total: usize) -> Option<PageInfo> {
        self.size.map(|size| PageInfo {
            number: self.number,
            size,
            total_elements: total,
            total_pages: total.div_ceil(size),
        })
    }

    /// The links to the pages beside this one, where there are any: next, previous.
    pub(crate) fn links(
        &self,
        url: &str,
        query: &Query,
        total: usize,
    ) -> (Option<Link>, Option<Link>) {
        let Some(size) = self.size else {
            return (None, None);
        };
        let link = |number: usize, title| {
            let mut target = form_urlencoded::Serializer::new(String::new());
            for (name, value) in query.iter() {
                if !["page", "pageNumber", "size", "pageSize"].contains(&name) {
                    target.append_pair(name, value);
                }
            }
            target
                .append_pair("page", &number.to_string())
                .append_pair("size", &size.to_string());
            Link::titled(title, format!("{url}?{}", target.finish()))
        };
        let pages = total.div_ceil(size);
        let next = (self.number < pages).then(|| link(self.number + 1, "Next page"));
        let previous = (self.number > 1 && pages > 0)
            .then(|| link((self.number - 1).min(pages), "Previous page"));
        (next, previous)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paging(query: &str) -> Result<Paging, Refusal> {
        Paging::parse(&Query::parse(Some(query)))
    }

    #[test]
    fn both_names_work_and_the_present_one_wins() {
        assert_eq!(
            paging("pageNumber=2&pageSize=10").unwrap(),
            Paging {
                number: 2,
                size: Some(10)
            }
        );
        assert_eq!(
            paging("page=3&pageNumber=2&size=5").unwrap(),
            Paging {
                number: 3,
                size: Some(5)
            }
        );
        assert_eq!(
            paging("page=2").unwrap(),
            Paging {
                number: 2,
                size: Some(DEFAULT_SIZE)
            }
        );
        assert_eq!(paging("").unwrap().window(250), (0, 250));
    }

    #[test]
    fn what_is_no_page_is_refused_by_name() {
        for query in [
            "page=0",
            "page=-1",
            "page=x",
            "size=0",
            "size=1001",
            "pageSize=many",
        ] {
            let refusal = paging(query).unwrap_err();
            let Refused::Invalid(errors) = refusal.kind else {
                panic!("{query}: {refusal:?}")
            };
            assert_eq!(errors[0].pointer, query.split('=').next().unwrap());
        }
    }

    proptest! {
        #[test]
        fn the_pages_cover_the_list_once_each(total in 0_usize..500, size in 1_usize..60) {
            let mut covered = 0;
            for number in 1..=total.div_ceil(size) {
                let (skip, take) = Paging { number, size: Some(size) }.window(total);
                prop_assert_eq!(skip, covered);
                covered += take;
            }
            prop_assert_eq!(covered, total);
        }
    }
}
