//! Starts `supervisor-lint server` for configurations of Supervisor.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct SupervisorLint;

impl zed::Extension for SupervisorLint {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let missing = "supervisor-lint is not on the PATH";
        let command = worktree.which("supervisor-lint").ok_or(missing)?;
        Ok(Command { command, args: vec!["server".to_owned()], env: worktree.shell_env() })
    }

    fn language_server_workspace_configuration(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<zed::serde_json::Value>> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?.settings;
        Ok(settings.map(|settings| zed::serde_json::json!({ "supervisor-lint": settings })))
    }
}

zed::register_extension!(SupervisorLint);
