//! `open`: goes on with another server.

use super::{Command, Flow, status};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command = Command {
    name: "open",
    help: &[
        "open <url>\tGo on with the supervisord at that URL",
        "\t\t(unix:///path/of/socket for a unix socket)",
    ],
    run,
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    let scheme = argument.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !matches!(scheme.as_deref(), Some("http" | "unix")) {
        session.fail("ERROR: url must be http:// or unix://")?;
        return Ok(Flow::Continue);
    }
    argument.clone_into(&mut session.settings.url);
    session.disconnect();
    // What the other server's processes are up to is not a matter of this command's success.
    let before = session.exit_status;
    (status::COMMAND.run)(session, "")?;
    session.exit_status = before;
    Ok(Flow::Continue)
}
