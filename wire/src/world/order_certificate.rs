//! The names of the police certificates beside the good one.

/// Its chain ends in a root that no bank has installed.
pub const ROOT_UNKNOWN: &str = "root-unknown";
/// `x5c` holds the leaf alone.
pub const INTERMEDIATE_MISSING: &str = "intermediate-missing";
/// The leaf has expired.
pub const LEAF_EXPIRED: &str = "leaf-expired";
/// The leaf is not valid yet.
pub const LEAF_NOT_YET_VALID: &str = "leaf-not-yet-valid";
/// The certificate above the leaf is no authority.
pub const INTERMEDIATE_NOT_CA: &str = "intermediate-not-ca";
/// The certificate above the leaf has expired.
pub const INTERMEDIATE_EXPIRED: &str = "intermediate-expired";
/// Another organisational unit.
pub const UNIT_WRONG: &str = "unit-wrong";
/// Another common name.
pub const COMMON_NAME_WRONG: &str = "common-name-wrong";
/// The common name of the other environment.
pub const COMMON_NAME_OTHER_ENVIRONMENT: &str = "common-name-other-environment";
/// Organisational unit and common name in each other's place.
pub const UNIT_AND_COMMON_NAME_SWAPPED: &str = "unit-and-common-name-swapped";
/// Signed by itself.
pub const SELF_SIGNED: &str = "self-signed";
/// No organisational unit.
pub const UNIT_MISSING: &str = "unit-missing";
/// A second valid certificate with a key of its own.
pub const SECOND_GOOD: &str = "second-good";
/// The JWK's modulus is another key's than its leaf's.
pub const KEY_MISMATCH: &str = "key-mismatch";

/// All of them.
pub const ALL: [&str; 14] = [
    ROOT_UNKNOWN,
    INTERMEDIATE_MISSING,
    LEAF_EXPIRED,
    LEAF_NOT_YET_VALID,
    INTERMEDIATE_NOT_CA,
    INTERMEDIATE_EXPIRED,
    UNIT_WRONG,
    COMMON_NAME_WRONG,
    COMMON_NAME_OTHER_ENVIRONMENT,
    UNIT_AND_COMMON_NAME_SWAPPED,
    SELF_SIGNED,
    UNIT_MISSING,
    SECOND_GOOD,
    KEY_MISMATCH,
];
