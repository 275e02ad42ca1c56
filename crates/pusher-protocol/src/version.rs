//! The protocol version that a client names when it connects.

/// A protocol version that can be spoken: 5, 6 or 7.
///
/// What a server sends in version 7 is read by clients of 5 and 6 alike, and the official Java
/// client still calls itself 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProtocolVersion(u8);

/// Why a connection's `protocol` parameter cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// The parameter is missing or empty.
    #[error("No protocol version supplied")]
    Missing,
    /// The parameter is not a number.
    #[error("Invalid version string format")]
    NotANumber,
    /// The parameter is a number, but not of a version that can be spoken.
    #[error("Unsupported protocol version: {0}")]
    Unsupported(u64),
}

impl ProtocolVersion {
    /// Reads the `protocol` parameter of a connection's address.
    pub fn parse(parameter: Option<&str>) -> Result<Self, VersionError> {
        let text = parameter.filter(|text| !text.is_empty()).ok_or(VersionError::Missing)?;
        let number: u64 = text.parse().map_err(|_| VersionError::NotANumber)?;
        match number {
            5 => Ok(Self(5)),
            6 => Ok(Self(6)),
            7 => Ok(Self(7)),
            other => Err(VersionError::Unsupported(other)),
        }
    }

    /// The version's number.
    pub const fn number(self) -> u8 {
        self.0
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

    #[test]
    fn versions_five_to_seven_are_spoken_and_others_named_why_not() {
        assert_eq!(ProtocolVersion::parse(Some("7")).map(ProtocolVersion::number), Ok(7));
        assert_eq!(ProtocolVersion::parse(Some("5")).map(ProtocolVersion::number), Ok(5));
        assert_eq!(ProtocolVersion::parse(Some("8")), Err(VersionError::Unsupported(8)));
        assert_eq!(ProtocolVersion::parse(Some("4")), Err(VersionError::Unsupported(4)));
        assert_eq!(ProtocolVersion::parse(Some("seven")), Err(VersionError::NotANumber));
        assert_eq!(ProtocolVersion::parse(Some("")), Err(VersionError::Missing));
        assert_eq!(ProtocolVersion::parse(None), Err(VersionError::Missing));
    }
}
