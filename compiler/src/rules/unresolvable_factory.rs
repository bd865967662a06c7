//! `unresolvable-factory`.

use crate::compile::nearest;
use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};
use crate::plan::{EventListener, RpcInterface};

rule! {
    /// A plug-in is named that cannot be found.
    ///
    /// Supervisor imports `supervisor.rpcinterface_factory` and `result_handler` when it reads the file, and refuses the
    /// file when Python finds nothing of that name: the package is not installed, or the name is misspelt. Here nothing is
    /// Python: what is not built in cannot be found.
    ///
    /// ## Bad
    ///
    /// ```ini host executable=/usr/bin/watch
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// result_handler=supervisor.dispatchers:default_handlers
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host executable=/usr/bin/watch
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// result_handler=supervisor.dispatchers:default_handler
    /// ```
    ///
    /// ## References
    ///
    /// - [mnaberez/supervisor_twiddler#5](https://github.com/mnaberez/supervisor_twiddler/issues/5)
    /// - [mnaberez/supervisor_twiddler#8](https://github.com/mnaberez/supervisor_twiddler/issues/8)
    "unresolvable-factory", Error, Portability,
    when: When::Host,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let known = match &*option.key() {
        "result_handler" => EventListener::STOCK_HANDLER,
        _ => RpcInterface::STOCK_FACTORY,
    };
    let meant = nearest(&option.text(), [known])?;
    Some(Fix::suggested(format!("write `{meant}`"), [edits::set_value(option, meant)]))
}
