//! The section `[supervisorctl]` of the configuration file (spec-config §3.3).

use std::path::PathBuf;

use supervisor_compiler::getopt::UsageError;

/// What the section says; nothing for an option that is not there.
#[derive(Debug, Default)]
pub(crate) struct Section {
    pub(crate) url: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) prompt: Option<String>,
    pub(crate) history_file: Option<PathBuf>,
}

pub(crate) fn read(_program: &str, _file: Option<String>) -> Result<Section, UsageError> {
    Ok(Section::default())
}
