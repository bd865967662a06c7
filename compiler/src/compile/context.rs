//! What every section is read against.

use std::sync::Arc;

use super::table::Table;
use crate::convert::Machine;
use crate::expand::Scope;
use crate::plan::Environment;

/// What every section is read against.
pub(super) struct Context<'c> {
    pub(super) machine: Machine<'c>,
    pub(super) table: &'c Table<'c>,
    /// `%(here)s`: the absolute directory of the main file.
    pub(super) here: &'c str,
    /// `[supervisord] environment`; empty until it has been read.
    pub(super) daemon_environment: Arc<Environment>,
}

impl Context<'_> {
    /// The names of class E.
    pub(super) fn scope(&self) -> Scope<'_> {
        Scope::new(&self.machine.options.environment, &self.daemon_environment)
    }
}
