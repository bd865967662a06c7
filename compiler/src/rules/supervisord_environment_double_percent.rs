//! `supervisord-environment-double-percent`.

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::{Subject, expansions};

rule! {
    /// `environment` of `[supervisord]` contains `%%`, which up to Supervisor 4.3 is not enough.
    ///
    /// That one list is expanded twice: the first time makes `%` of `%%`, and the second stumbles over it. Supervisor refuses the
    /// configuration although `%%` is right everywhere else. A percent sign takes four there, or the list moves to the programs.
    /// The development line 4.4 expands it once.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    /// environment=DISCOUNT="50%%"
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    /// environment=DISCOUNT="50%%%%"
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1441](https://github.com/Supervisor/supervisor/issues/1441)
    /// - [Supervisor/supervisor#1695](https://github.com/Supervisor/supervisor/pull/1695)
    "supervisord-environment-double-percent", Error, Expansion,
    fix: Safe,
    [Refine(&[Code::BARE_PERCENT, Code::UNTERMINATED_EXPANSION, Code::BAD_EXPANSION_FORMAT], refine)],
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let place = finding.primary.location;
    let daemon = subject.section_at(place)?.name() == "supervisord";
    if !daemon || subject.option_at(place)?.key() != "environment" || !subject.text(place).starts_with("%%") {
        return None;
    }
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = "`environment` of [supervisord] is expanded twice: the second time finds a single `%` here".to_owned();
    finding.primary.text = "a `%` on its own by then".to_owned();
    finding.help = "write `%%%%`, or set the variable in the sections of the programs".to_owned();
    let edits = expansions::doubled(subject, place);
    let fix = (!edits.is_empty()).then(|| Fix::safe("write `%%%%`", edits));
    Some(finding.with_fix(fix))
}
