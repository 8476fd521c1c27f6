//! The memory of used grants: a grant can be used once.

use std::collections::HashMap;

use super::refusal::Refusal;

/// Most grants that are remembered; each lives two minutes at most.
const CAPACITY: usize = 500_000;
/// How often expired grants are forgotten, in seconds.
const SWEEP: i64 = 30;

/// Client and `jti` of each grant that was used and could still be presented again.
#[derive(Debug, Default)]
pub(super) struct UsedGrants {
    expiry: HashMap<(String, String), i64>,
    swept: i64,
}

impl UsedGrants {
    /// Remembers a grant until it expires. Times are seconds since the epoch.
    pub(super) fn take(
        &mut self,
        client: &str,
        jti: &str,
        expires: i64,
        now: i64,
    ) -> Result<(), Refusal> {
        if now >= self.swept + SWEEP || self.expiry.len() >= CAPACITY {
            self.expiry.retain(|_grant, expires| *expires > now);
            self.swept = now;
        }
        if self.expiry.len() >= CAPACITY {
            return Err(Refusal::Overloaded);
        }
        match self
            .expiry
            .insert((client.to_owned(), jti.to_owned()), expires)
        {
            None => Ok(()),
            Some(earlier) if earlier <= now => Ok(()),
            Some(_still_good) => Err(Refusal::Used),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_the_second_use() {
        let mut used = UsedGrants::default();
        assert_eq!(used.take("a", "1", 100, 0), Ok(()));
        assert_eq!(used.take("a", "1", 100, 50), Err(Refusal::Used));
    }

    #[test]
    fn keeps_the_grants_of_two_clients_apart() {
        let mut used = UsedGrants::default();
        assert_eq!(used.take("a", "1", 100, 0), Ok(()));
        assert_eq!(used.take("b", "1", 100, 0), Ok(()));
    }

    #[test]
    fn forgets_what_has_expired() {
        let mut used = UsedGrants::default();
        assert_eq!(used.take("a", "1", 100, 0), Ok(()));
        assert_eq!(used.take("a", "2", 300, 200), Ok(()));
        assert_eq!(used.expiry.len(), 1);
    }
}
