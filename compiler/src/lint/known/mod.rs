//! Facts about well-known programs.

pub(crate) mod jobs;
