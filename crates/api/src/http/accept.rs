//! Which media type the client wants, and whether its body is JSON.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderName};

/// The media type every client knows.
pub(super) const JSON: &str = "application/json";
/// The media type made for GraphQL, under which the status says whether the request was well formed.
pub(super) const GRAPHQL: &str = "application/graphql-response+json";

/// How well a range of the `Accept` header fits an offer: its quality, then how exact it is, then how early it stands.
type Fit = (f32, u8, std::cmp::Reverse<usize>);

/// The offered media type the client likes best; none when it likes neither. No header, and `*/*`, mean JSON.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<&'static str> {
    let wanted = joined(headers, &ACCEPT);
    if wanted.trim().is_empty() {
        return Some(JSON);
    }
    let ranges: Vec<Range> = wanted.split(',').enumerate().filter_map(Range::read).collect();
    match (fit(&ranges, JSON), fit(&ranges, GRAPHQL)) {
        (Some(json), Some(graphql)) if graphql > json => Some(GRAPHQL),
        (Some(_), _) => Some(JSON),
        (None, Some(_)) => Some(GRAPHQL),
        (None, None) => None,
    }
}

/// Whether the body is said to be JSON in UTF-8, and not compressed.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let plain =
        headers.get(CONTENT_ENCODING).is_none_or(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"));
    let range = Range::read((0, &joined(headers, &CONTENT_TYPE)));
    plain && range.is_some_and(|range| range.media == JSON)
}

fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    values.join(",")
}

/// Only the most exact range speaks for an offer, so that `*/*, application/json;q=0` excludes JSON.
fn fit(ranges: &[Range], offer: &str) -> Option<Fit> {
    let exactness = |range: &Range| match range.media.as_str() {
        "*/*" => Some(0),
        "application/*" => Some(1),
        media if media == offer => Some(2),
        _ => None,
    };
    ranges
        .iter()
        .filter_map(|range| Some((exactness(range)?, range)))
        .max_by_key(|(exact, range)| (*exact, std::cmp::Reverse(range.place)))
        .filter(|(_, range)| range.quality > 0.0)
        .map(|(exact, range)| (range.quality, exact, std::cmp::Reverse(range.place)))
}

struct Range {
    media: String,
    quality: f32,
    place: usize,
}

impl Range {
    /// Reads `media/type;q=0.5;charset=utf-8`. A range in another character set is as good as absent.
    fn read((place, text): (usize, &str)) -> Option<Self> {
        let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
        let mut range = Range { media: parts.next()?, quality: 1.0, place };
        for part in parts {
            match part.split_once('=').map(|(name, value)| (name.trim(), value.trim().trim_matches('"'))) {
                Some(("q", quality)) => range.quality = quality.parse().unwrap_or(0.0),
                Some(("charset", charset)) if !matches!(charset, "utf-8" | "utf8") => return None,
                _ => {}
            }
        }
        Some(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanting(accept: &str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        negotiate(&headers)
    }

    #[test]
    fn no_wish_and_any_wish_mean_json() {
        assert_eq!(negotiate(&HeaderMap::new()), Some(JSON));
        for accept in ["", "*/*", "application/*", "text/html, */*;q=0.8"] {
            assert_eq!(wanting(accept), Some(JSON), "{accept}");
        }
    }

    #[test]
    fn the_best_quality_wins_and_of_equals_the_first() {
        assert_eq!(wanting("application/graphql-response+json, application/json;q=0.9"), Some(GRAPHQL));
        assert_eq!(wanting("application/json, application/graphql-response+json"), Some(JSON));
        assert_eq!(wanting("application/graphql-response+json, application/json"), Some(GRAPHQL));
        assert_eq!(wanting("application/graphql-response+json;q=0.5, */*;q=0.8"), Some(JSON));
        assert_eq!(wanting("Application/GraphQL-Response+JSON; charset=UTF-8, */*"), Some(GRAPHQL));
    }

    #[test]
    fn a_quality_of_zero_excludes() {
        assert_eq!(wanting("*/*, application/json;q=0"), Some(GRAPHQL));
        assert_eq!(wanting("application/json;q=0"), None);
        assert_eq!(wanting("text/html"), None);
        assert_eq!(wanting("application/json;charset=gbk"), None);
    }

    #[test]
    fn only_plain_json_in_utf_8_is_json() {
        let with = |content_type: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
            headers
        };
        assert!(is_json(&with("application/json")) && is_json(&with("application/json; charset=\"UTF-8\"")));
        for other in
            ["text/plain", "application/json; charset=gbk", "multipart/form-data; boundary=application/json"]
        {
            assert!(!is_json(&with(other)), "{other}");
        }
        let mut zipped = with("application/json");
        zipped.insert(CONTENT_ENCODING, "gzip".parse().unwrap());
        assert!(!is_json(&zipped) && !is_json(&HeaderMap::new()));
    }
}
