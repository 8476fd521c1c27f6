//! The map of which defect exercises which case, as the last self-test found it. It only saves time: without it every
//! defect is examined with all cases that are about its rule, and a defect that is missed with it is examined again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::selftest::assignment::MappedCase;

/// Where the map of a pack is kept.
#[derive(Clone, Debug)]
pub struct MapCache(PathBuf);

impl MapCache {
    /// In a folder, for the pack of that digest and for this version of the program.
    pub fn new(folder: &Path, pack_digest: &str) -> Self {
        let short = pack_digest.get(..16).unwrap_or(pack_digest);
        let version = env!("CARGO_PKG_VERSION");
        Self(folder.join(format!("selftest-{short}-{version}.json")))
    }

    /// The map; empty if there is none that can be read.
    pub fn read(&self) -> Vec<MappedCase> {
        let text = fs::read(&self.0).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Keeps a map. Another program that reads it at the same time sees the whole of either.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn write(&self, map: &[MappedCase]) -> io::Result<()> {
        let folder = self.0.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let own = self.0.with_extension(format!("{}.tmp", std::process::id()));
        fs::write(&own, serde_json::to_vec(map)?)?;
        fs::rename(&own, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> MappedCase {
        MappedCase {
            case: "TOKEN-001".into(),
            defect: "post-accepted".into(),
            instance: "TOKEN-001/politi-utlevering/Accounts".into(),
            party: None,
        }
    }

    #[test]
    fn a_map_is_kept_for_its_pack_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = |digest: &str| MapCache::new(folder.path(), digest);
        cache("0123456789abcdef0")
            .write(&[pair()])
            .expect("written");
        assert_eq!(cache("0123456789abcdef1").read(), [pair()]);
        assert_eq!(cache("1123456789abcdef0").read(), []);
    }

    #[test]
    fn a_map_that_cannot_be_read_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = MapCache::new(folder.path(), "0123");
        cache.write(&[pair()]).expect("written");
        fs::write(&cache.0, "{").expect("written");
        assert_eq!(cache.read(), []);
    }
}
