//! What a client takes: `Accept-Encoding` (RFC 9110, 12.5.3).

use axum::http::{HeaderMap, header};

/// The encodings that a client named.
pub(crate) struct Accepted<'a>(Vec<(&'a str, Wish)>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Taken,
    Refused,
}

impl<'a> Accepted<'a> {
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        let values = headers.get_all(header::ACCEPT_ENCODING).iter();
        let items =
            values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        Self(items.map(parse).collect())
    }

    /// Whether it takes this one: by its name, or by `*` where it is not named. How much it likes each is left aside:
    /// the smallest form serves it best.
    pub(crate) fn takes(&self, encoding: &str) -> bool {
        self.wish(encoding).or_else(|| self.wish("*")) == Some(Wish::Taken)
    }

    fn wish(&self, encoding: &str) -> Option<Wish> {
        self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(encoding)).map(|(_, wish)| *wish)
    }
}

fn parse(item: &str) -> (&str, Wish) {
    let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
    let weight = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
    // Zero in any spelling (`0`, `0.0`, `0.000`) refuses.
    let is_zero =
        weight.is_some_and(|weight| !weight.contains(|digit: char| ('1'..='9').contains(&digit)));
    (name.trim(), if is_zero { Wish::Refused } else { Wish::Taken })
}
