//! The protocol version that a client speaks.

/// A protocol version that can be spoken: 4 to 7.
///
/// What a server sends in version 7 is read by clients of the older three alike, but for one thing:
/// see [`is_told_of_errors`](Self::is_told_of_errors). The official Java client still calls itself
/// version 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProtocolVersion(u8);

/// Why no protocol version can be agreed upon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// Neither parameter is there.
    #[error("No protocol version supplied")]
    Missing,
    /// The parameter does not begin with a number.
    #[error("Invalid version string format")]
    NotANumber,
    /// The parameter is a number, but not of a version that can be spoken.
    #[error("Unsupported protocol version: {0}")]
    Unsupported(u64),
}

impl ProtocolVersion {
    /// The oldest version that is spoken.
    pub const OLDEST: Self = Self(4);

    /// The version that is documented today.
    pub const CURRENT: Self = Self(7);

    /// Reads the parameters `protocol` and `version` of a connection's address.
    ///
    /// The latter is the version of the client's library, from which that of the protocol is
    /// inferred where a client does not name it: no library is taken for more than the oldest.
    pub fn parse(protocol: Option<&str>, library: Option<&str>) -> Result<Self, VersionError> {
        let given = |text: &&str| !text.is_empty();
        if let Some(protocol) = protocol.filter(given) {
            let number: u64 = protocol.parse().map_err(|_| VersionError::NotANumber)?;
            return Self::of(number).ok_or(VersionError::Unsupported(number));
        }
        let library = library.filter(given).ok_or(VersionError::Missing)?;
        match library.starts_with(|first: char| first.is_ascii_digit()) {
            true => Ok(Self::OLDEST),
            false => Err(VersionError::NotANumber),
        }
    }

    /// The version's number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Whether the client expects a `pusher:error` before it is closed. Since version 6 clients
    /// take the code from the WebSocket's own close.
    pub const fn is_told_of_errors(self) -> bool {
        self.0 < 6
    }

    fn of(number: u64) -> Option<Self> {
        let spoken = Self::OLDEST.0..=Self::CURRENT.0;
        u8::try_from(number).ok().filter(|number| spoken.contains(number)).map(Self)
    }
}

impl VersionError {
    /// The code that tells a client so.
    pub const fn code(&self) -> crate::Code {
        match self {
            Self::Missing => crate::Code::NoVersion,
            Self::NotANumber => crate::Code::InvalidVersion,
            Self::Unsupported(_) => crate::Code::UnsupportedVersion,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(protocol: Option<&str>, library: Option<&str>) -> Result<u8, VersionError> {
        ProtocolVersion::parse(protocol, library).map(ProtocolVersion::number)
    }

    #[test]
    fn versions_four_to_seven_are_spoken_and_others_named_why_not() {
        for number in 4..=7 {
            assert_eq!(parse(Some(&number.to_string()), Some("nonsense")), Ok(number));
        }
        for other in [0, 3, 8, 260] {
            assert_eq!(
                parse(Some(&other.to_string()), None),
                Err(VersionError::Unsupported(other))
            );
        }
        for nonsense in ["seven", "-7", "7.0", " 7"] {
            assert_eq!(parse(Some(nonsense), Some("8.4.0")), Err(VersionError::NotANumber));
        }
    }

    #[test]
    fn a_library_that_names_no_protocol_is_taken_to_speak_the_oldest() {
        for library in ["1.9.3", "8.4.0-rc2", "2"] {
            assert_eq!(parse(None, Some(library)), Ok(4));
            assert_eq!(parse(Some(""), Some(library)), Ok(4));
        }
        assert_eq!(parse(None, Some("latest")), Err(VersionError::NotANumber));
        assert_eq!(parse(None, Some("")), Err(VersionError::Missing));
        assert_eq!(parse(Some(""), None), Err(VersionError::Missing));
    }

    #[test]
    fn only_old_clients_are_told_of_errors_before_they_are_closed() {
        let told = (4..=7).filter(|number| ProtocolVersion(*number).is_told_of_errors());
        assert_eq!(told.collect::<Vec<_>>(), [4, 5]);
    }
}
