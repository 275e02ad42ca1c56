//! What the hall writes.

use lettre::message::Mailbox;

use super::Mail;

/// The mail that lets somebody who has lost a password set another, by `link`, for an hour.
/// `None` where the account's address is none that mail can be sent to.
///
/// The person's name is not in it: whoever registers with somebody else's address chooses the name,
/// and the hall would send that text to the other.
pub fn password_reset(hall: &str, email: &str, link: &str) -> Option<Mail> {
    let text = format!(
        "Hello,\n\n\
         somebody asked for a new password for your account at {hall}. Set it here:\n\n\
         {link}\n\n\
         The link is good once, for one hour. If it was not you who asked, do nothing: your\n\
         password stays as it is.\n"
    );
    let to = Mailbox::new(None, email.parse().ok()?);
    Some(Mail { to, subject: format!("Set a new password for {hall}"), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_stands_alone_on_its_line() {
        let link = "https://hall.example/set-password#token=hwk_1";
        let mail = password_reset("Food Hall", "ana@example.test", link).expect("a mail");
        assert!(mail.text.lines().any(|line| line == link), "{}", mail.text);
        assert_eq!(mail.to.to_string(), "ana@example.test");
    }
}
