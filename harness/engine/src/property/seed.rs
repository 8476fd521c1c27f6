//! Seeds and digests: the same run seed gives the same inputs on any number of workers and whatever else runs.

use openssl::sha::Sha256;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The seed of one generated input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Derives the seed of the input number `index` of a property's instance from the run's seed.
    pub fn derive(run: u64, instance: &str, index: usize) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dsop-conformance property 1\0");
        hash.update(&run.to_be_bytes());
        hash.update(instance.as_bytes());
        hash.update(&[0]);
        hash.update(&(index as u64).to_be_bytes());
        Self(hash.finish())
    }

    /// A generator of random choices from this seed.
    pub(super) fn runner(self) -> TestRunner {
        TestRunner::new_with_rng(
            Config::default(),
            TestRng::from_seed(RngAlgorithm::ChaCha, &self.0),
        )
    }
}

/// The digest of all inputs of a property's instance.
#[derive(Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Adds an input in its canonical form.
    pub fn add(&mut self, canonical: &str) {
        self.0.update(&(canonical.len() as u64).to_be_bytes());
        self.0.update(canonical.as_bytes());
    }

    /// SHA-256 in hexadecimal.
    pub fn finish(self) -> String {
        self.0
            .finish()
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_name_changes_the_seed() {
        let seed = Seed::derive(1, "PROPERTY-001/politi-utlevering/Accounts", 0);
        assert_ne!(
            seed,
            Seed::derive(2, "PROPERTY-001/politi-utlevering/Accounts", 0)
        );
        assert_ne!(
            seed,
            Seed::derive(1, "PROPERTY-001/politi-utlevering/Cards", 0)
        );
        assert_ne!(
            seed,
            Seed::derive(1, "PROPERTY-001/politi-utlevering/Accounts", 1)
        );
    }

    #[test]
    fn inputs_do_not_run_together_in_the_digest() {
        let digest = |inputs: &[&str]| {
            let mut digest = Digest::default();
            for input in inputs {
                digest.add(input);
            }
            digest.finish()
        };
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
