//! Signed calls of the HTTP API.
//!
//! The input is a call: method, path, query and body, one after another on lines of their own; the body may have more.

use std::collections::BTreeMap;

use pusher_protocol::Credentials;
use pusher_protocol::query_auth::{QueryAuthError, SignedQuery, sign};

/// When the protocol's published vector was signed.
const NOW: u64 = 1_353_088_179;
const OURS: [&str; 5] =
    ["auth_key", "auth_signature", "auth_timestamp", "auth_version", "body_md5"];

/// A call verifies if it was signed by us and nothing of it was changed since, and not otherwise.
pub fn check(input: &[u8]) {
    let mut lines = input.splitn(4, |byte| *byte == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let (method, path, query, body) = (next(), next(), next(), next());
    let (Ok(method), Ok(path), Ok(query)) =
        (str::from_utf8(method), str::from_utf8(path), str::from_utf8(query))
    else {
        return;
    };
    let call = Call { method, path, body };
    call.check_received(query);
    call.check_signed(query);
}

#[derive(Clone, Copy)]
struct Call<'a> {
    method: &'a str,
    path: &'a str,
    body: &'a [u8],
}

impl Call<'_> {
    /// The query as somebody sent it: whatever verifies is what we would have signed.
    fn check_received(self, query: &str) {
        let signed = match SignedQuery::parse(query) {
            Ok(signed) => signed,
            Err(error) => return assert!(!error.to_string().is_empty()),
        };
        if let Err(error) = self.verify(query) {
            return assert!(!error.to_string().is_empty());
        }
        let all = pairs(query);
        let (signature, at) = (&all["auth_signature"], &all["auth_timestamp"]);
        let at = at.parse().expect("it verified, so that it is a number");
        let mut own = own_parameters(query);
        own.extend(all.get("body_md5").map(|md5| ("body_md5".to_owned(), md5.clone())));
        assert_eq!(pairs(&self.sign(&own, at))["auth_signature"], *signature);
        assert_eq!(signed.key(), credentials().key.as_str());
    }

    /// The query as parameters of a call of ours: it verifies, and nothing that is changed does.
    fn check_signed(self, parameters: &str) {
        let own = own_parameters(parameters);
        let query = self.sign(&own, NOW);
        assert_eq!(self.verify(&query), Ok(()));
        let signed = SignedQuery::parse(&query).expect("it verified");
        for (name, value) in &own {
            assert_eq!(signed.parameter(name), Some(value.as_str()));
        }
        self.check_changed_query(&query);
        self.check_changed_call(&query);
        for now in [NOW - 601, NOW + 601] {
            let late = signed.verify(&credentials(), self.method, self.path, now);
            assert!(matches!(late, Err(QueryAuthError::Expired { .. })));
        }
    }

    /// Every byte of a query counts, but for other ways to write what is signed.
    fn check_changed_query(self, query: &str) {
        let sum = query.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31) + usize::from(byte));
        for (turn, to) in ["0", "f", "A", "&", "=", "%", "+"].into_iter().enumerate() {
            let at = sum.wrapping_mul(turn + 1) % query.len();
            let mut changed = query.to_owned();
            changed.replace_range(at..=at, to);
            let is_same = signed_text(&changed) == signed_text(query);
            assert_eq!(self.verify(&changed).is_ok(), is_same, "{query} {changed}");
        }
    }

    fn check_changed_call(self, query: &str) {
        let (path, method) = (format!("{}x", self.path), format!("{}X", self.method));
        assert!(Call { path: &path, ..self }.verify(query).is_err());
        assert!(Call { method: &method, ..self }.verify(query).is_err());
        let longer = [self.body, b"x"].concat();
        assert!(Call { body: &longer, ..self }.verify(query).is_err());
        if let [first, rest @ ..] = self.body {
            let changed = [&[first ^ 1], rest].concat();
            assert!(Call { body: &changed, ..self }.verify(query).is_err());
        }
        let signed = SignedQuery::parse(query).expect("it verified");
        let guessed = Credentials::new(credentials().key, "guess");
        assert!(signed.verify(&guessed, self.method, self.path, NOW).is_err());
    }

    fn sign(self, own: &[(String, String)], now: u64) -> String {
        let own: Vec<(&str, &str)> = own.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        sign(&credentials(), self.method, self.path, &own, self.body, now)
    }

    fn verify(self, query: &str) -> Result<(), QueryAuthError> {
        let signed = SignedQuery::parse(query)?;
        signed.verify(&credentials(), self.method, self.path, NOW)?;
        signed.verify_body(self.body)
    }
}

/// What a query says, however it is written.
fn pairs(query: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned()))
        .collect()
}

/// What the scheme signs of a query, and the signature. Names and values stand in it unescaped, so that a name that
/// ends in `=` and a value that begins with one are the same: every SDK signs so, and cannot be told otherwise.
fn signed_text(query: &str) -> (String, Option<String>) {
    let mut pairs = pairs(query);
    let signature = pairs.remove("auth_signature");
    let pairs: Vec<String> =
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    (pairs.join("&"), signature)
}

/// The parameters that are a call's own and not the signature's.
fn own_parameters(query: &str) -> Vec<(String, String)> {
    pairs(query).into_iter().filter(|(name, _)| !OURS.contains(&name.as_str())).collect()
}

fn credentials() -> Credentials {
    Credentials::new("278d425bdf160c739803", "7ad3773142a6692b25b8")
}
