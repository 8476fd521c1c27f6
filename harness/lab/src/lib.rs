//! Embedded counterparts: the mocks in this process, the run against an agency, the self-tests of both roles, and the
//! doctor.

pub mod agency;
pub mod doctor;
pub mod embedded;
pub mod selftest;
