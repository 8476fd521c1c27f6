//! The map of which defect exercises which case, as the last self-test found it. It only saves time: without it every
//! defect is examined with all cases that are about its rule, and a defect that is missed with it is examined again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::selftest::assignment::MappedCase;

/// The map that a kept score gives: each case with the defect that fails the fewest other cases.
///
/// # Errors
/// The text is no score.
pub fn map_of_score(text: &[u8]) -> serde_json::Result<Vec<MappedCase>> {
    let KeptScore { mut defects } = serde_json::from_slice(text)?;
    defects.sort_by_key(|one| one.found_by.len());
    let mut map: BTreeMap<String, String> = BTreeMap::new();
    for one in defects {
        for case in one.found_by {
            map.entry(case).or_insert_with(|| one.name.clone());
        }
    }
    let pair = |(case, defect)| MappedCase {
        case,
        defect,
        instance: None,
        party: None,
    };
    Ok(map.into_iter().map(pair).collect())
}

/// What is read of a score.
#[derive(Deserialize)]
struct KeptScore {
    defects: Vec<KeptDetection>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptDetection {
    name: String,
    found_by: Vec<String>,
}

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
            instance: Some("TOKEN-001/politi-utlevering/Accounts".into()),
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
    fn a_kept_score_gives_each_case_the_defect_that_fails_the_fewest() {
        let score = br#"{"cases": 2, "defects": [
            {"name": "broad", "foundBy": ["A-001", "A-002"]},
            {"name": "narrow", "foundBy": ["A-001"]}]}"#;
        let map = map_of_score(score).expect("a score");
        let pairs: Vec<_> = map
            .iter()
            .map(|one| (one.case.as_str(), one.defect.as_str()))
            .collect();
        assert_eq!(pairs, [("A-001", "narrow"), ("A-002", "broad")]);
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
