//! The built app asks nobody but the hall: whatever other host it names stands here, with the reason.

use crate::FILES;

/// Hosts that are named and not asked.
const NAMED: &[(&str, &str)] = &[
    ("www.w3.org", "names of XML vocabularies"),
    ("vuejs.org", "where an error's number is explained"),
    ("vue-i18n.intlify.dev", "where a warning is explained"),
    ("github.com", "where libraries' warnings are explained"),
    ("tailwindcss.com", "a licence's comment"),
    ("www.chartjs.org", "a licence's comment"),
    ("pusher.com", "where pusher-js explains its errors"),
    ("js.pusher.com", "transports for old browsers; `enabledTransports` leaves WebSockets only"),
];

#[test]
fn the_app_names_no_host_that_it_could_ask() {
    let mut found = Vec::new();
    for file in FILES.iter().filter(|file| is_text(file.media_type)) {
        let text = String::from_utf8_lossy(file.plain);
        for host in hosts(&text) {
            if !NAMED.iter().any(|(named, _)| *named == host) {
                found.push(format!("{} names {host}", file.path));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_page_names_no_other_host_but_in_the_licence_of_its_style() {
    for file in FILES.iter().filter(|file| file.media_type.starts_with("text/html")) {
        let text = String::from_utf8_lossy(file.plain);
        let mut hosts = hosts(&text);
        hosts.retain(|host| *host != "tailwindcss.com");
        assert_eq!(hosts, Vec::<&str>::new(), "{}", file.path);
    }
}

#[test]
fn hosts_are_found_in_addresses() {
    let text = r#"a="https://x.example/y";b='wss://z.example:1';c=`http://${host}`;d="https:\/\/w.example\/""#;
    assert_eq!(hosts(text), ["x.example", "z.example", "w.example"]);
}

/// The host of each address in a text; one that is put together at run time has none.
fn hosts(text: &str) -> Vec<&str> {
    let starts = ["http://", "https://", "ws://", "wss://", r"http:\/\/", r"https:\/\/"];
    let mut found: Vec<(usize, &str)> = Vec::new();
    for start in starts {
        for (at, _) in text.match_indices(start) {
            let rest = &text[at + start.len()..];
            let end = rest
                .find(|letter: char| !letter.is_ascii_alphanumeric() && !"-.".contains(letter))
                .unwrap_or(rest.len());
            let host = &rest[..end];
            if host.contains('.') {
                found.push((at, host));
            }
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, host)| host).collect()
}

fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || ["svg", "json"].iter().any(|kind| media_type.contains(kind))
}
