//! Each check in both directions.
