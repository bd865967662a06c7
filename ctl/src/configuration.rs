//! The section `[supervisorctl]` of the configuration file (spec-config §3.3).

use std::path::{Path, PathBuf};

use supervisor_compiler::client::{self, ClientConfig, ClientError};
use supervisor_compiler::locate::find_config;
use supervisor_compiler::system::RealSystem;

/// Reads the file given, or else the first at the usual places.
///
/// Nothing at the usual places, or an empty name, is no error: the defaults hold.
pub(crate) fn read(program: &str, given: Option<&str>) -> Result<ClientConfig, ClientError> {
    // Without a current directory relative names mean nothing, and reading them says so.
    let cwd = std::env::current_dir().unwrap_or_default();
    let Some(file) = choose(program, given, &cwd) else { return Ok(ClientConfig::default()) };
    let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    let environment = std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect();
    client::load(&file, &RealSystem, &environment, &cwd)
}

fn choose(program: &str, given: Option<&str>, cwd: &Path) -> Option<PathBuf> {
    match given {
        Some("") => None,
        Some(file) => Some(PathBuf::from(file)),
        None => find_config(program, cwd, &RealSystem).ok(),
    }
}
