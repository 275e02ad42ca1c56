//! Reads the text of a `.env` file: `NAME=value` lines, comments, and values in quotes.
//!
//! A `$` in a value stands for itself. Libraries that put variables in its place turn the secret
//! `a$b` into `a` without a word, and quote the whole line, secret and all, in their errors.

/// One `NAME=value` of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assignment<'a> {
    /// Where it stands, counted from 1.
    pub(super) line: usize,
    pub(super) name: &'a str,
    pub(super) value: String,
}

/// A line that is not `NAME=value`. It does not hold the line's text, which may be a secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    /// Where it stands, counted from 1.
    pub(super) line: usize,
    pub(super) what: &'static str,
}

/// Reads every line of `text`; a bad line does not hide the others.
pub(super) fn parse(text: &str) -> impl Iterator<Item = Result<Assignment<'_>, BadLine>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().enumerate().filter_map(|(index, line)| {
        let line_number = index + 1;
        match assignment(line) {
            Ok(None) => None,
            Ok(Some((name, value))) => Some(Ok(Assignment { line: line_number, name, value })),
            Err(what) => Some(Err(BadLine { line: line_number, what })),
        }
    })
}

fn assignment(line: &str) -> Result<Option<(&str, String)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (name, value) = line.split_once('=').ok_or("not NAME=value")?;
    let name = name.trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim_start();
    let is_name_char = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    if name.is_empty() || !name.chars().all(is_name_char) {
        return Err("the name before `=` may hold letters, digits, `_` and `.` only");
    }
    Ok(Some((name, unquote(value.trim())?)))
}

fn unquote(value: &str) -> Result<String, &'static str> {
    match value.chars().next() {
        Some('\'') => {
            let (inside, rest) = value[1..].split_once('\'').ok_or("a quote is not closed")?;
            only_comment(rest)?;
            Ok(inside.to_owned())
        }
        Some('"') => double_quoted(&value[1..]),
        // As in a shell, a `#` begins a comment only after a blank: `pass#word` is a value.
        _ => Ok(value.split_once(" #").map_or(value, |(before, _)| before.trim_end()).to_owned()),
    }
}

fn double_quoted(text: &str) -> Result<String, &'static str> {
    let mut value = String::new();
    let mut chars = text.chars();
    while let Some(next) = chars.next() {
        match next {
            '"' => {
                only_comment(chars.as_str())?;
                return Ok(value);
            }
            '\\' => match chars.next().ok_or("a quote is not closed")? {
                'n' => value.push('\n'),
                escaped @ ('"' | '\\' | '$') => value.push(escaped),
                other => value.extend(['\\', other]),
            },
            other => value.push(other),
        }
    }
    Err("a quote is not closed")
}

fn only_comment(rest: &str) -> Result<(), &'static str> {
    let rest = rest.trim_start();
    if rest.is_empty() || rest.starts_with('#') {
        return Ok(());
    }
    Err("something follows the closing quote")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(&str, String)> {
        parse(text).map(|line| line.expect("a good line")).map(|a| (a.name, a.value)).collect()
    }

    #[test]
    fn a_value_may_be_bare_or_quoted_and_followed_by_a_comment() {
        let text = "\u{feff}# the app\nexport A=1\n B = two words # why\nC='x # y' # z\nD=\"a \\\"b\\\"\"\nE=\n";
        let expected =
            [("A", "1"), ("B", "two words"), ("C", "x # y"), ("D", "a \"b\""), ("E", "")];
        assert_eq!(values(text), expected.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn a_dollar_or_a_hash_inside_a_secret_stays() {
        assert_eq!(values("S=a$b#c"), [("S", "a$b#c".to_owned())]);
        assert_eq!(values("S=\"a${b}\""), [("S", "a${b}".to_owned())]);
    }

    #[test]
    fn a_bad_line_is_named_by_its_number_and_hides_no_other() {
        let lines: Vec<_> = parse("hunter2\nA=1\nB='x\nC=\"x\" y\nD-E=1").collect();
        let bad: Vec<_> = lines.iter().filter_map(|line| line.as_ref().err()).collect();
        assert_eq!(bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [1, 3, 4, 5]);
        assert!(lines.iter().any(Result::is_ok));
        assert!(!format!("{bad:?}").contains("hunter2"));
    }
}
