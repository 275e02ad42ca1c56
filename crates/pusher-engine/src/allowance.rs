//! How often a connection may do something.

/// What a connection has done lately. It may do so much at once, and as much again each second.
#[derive(Debug, Default)]
pub(crate) struct Allowance {
    /// Thousandths of what was used and is not yet forgiven.
    used: u64,
    /// When that was, in milliseconds of any clock.
    at: u64,
}

/// One use, in the unit of [`Allowance`]; `per_second` of them are forgiven in 1,000 milliseconds.
const ONE: u64 = 1_000;

impl Allowance {
    /// Takes one; false if `per_second` are used up at `now_millis`. A clock that was set back
    /// forgives nothing for as long as it is behind, and takes nothing away.
    pub(crate) fn take(&mut self, per_second: u32, now_millis: u64) -> bool {
        let per_second = u64::from(per_second);
        let forgiven = now_millis.saturating_sub(self.at).saturating_mul(per_second);
        let used = self.used.saturating_sub(forgiven);
        let is_left = used + ONE <= per_second * ONE;
        *self = Self { used: if is_left { used + ONE } else { used }, at: now_millis };
        is_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(allowance: &mut Allowance, count: u32, now: u64) -> usize {
        (0..count).filter(|_| allowance.take(10, now)).count()
    }

    #[test]
    fn so_many_are_taken_at_once_and_as_many_again_each_second() {
        let mut allowance = Allowance::default();
        assert_eq!(takes(&mut allowance, 15, 5_000), 10);
        assert_eq!(takes(&mut allowance, 15, 5_099), 0);
        assert_eq!(takes(&mut allowance, 15, 5_200), 2, "one for each tenth of a second");
        assert_eq!(takes(&mut allowance, 15, 60_000), 10, "never more than a second's");
    }

    #[test]
    fn refusals_use_nothing_up() {
        let mut allowance = Allowance::default();
        assert_eq!(takes(&mut allowance, 10, 0), 10);
        let steadily = (1..=100).filter(|n| allowance.take(10, n * 10)).count();
        assert_eq!(steadily, 10);
    }

    #[test]
    fn a_clock_that_is_set_back_neither_refuses_for_long_nor_forgives() {
        let mut allowance = Allowance::default();
        assert_eq!(takes(&mut allowance, 10, 100_000), 10);
        assert_eq!(takes(&mut allowance, 10, 0), 0);
        assert_eq!(takes(&mut allowance, 10, 500), 5);
    }
}
