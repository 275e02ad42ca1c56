//! Taking the mask off what clients send (RFC 6455, section 5.3).

/// Takes the mask off, eight bytes at a time.
pub(super) fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    let [a, b, c, d] = mask;
    let twice = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (chunks, rest) = payload.as_chunks_mut::<8>();
    for chunk in chunks {
        *chunk = (u64::from_ne_bytes(*chunk) ^ twice).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_byte_meets_its_byte_of_the_mask(payload: Vec<u8>, mask: [u8; 4]) {
            let mut unmasked = payload.clone();
            unmask(&mut unmasked, mask);
            for (index, byte) in payload.iter().enumerate() {
                prop_assert_eq!(unmasked[index], byte ^ mask[index % 4]);
            }
        }
    }
}
