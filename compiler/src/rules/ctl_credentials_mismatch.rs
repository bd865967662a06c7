//! `ctl-credentials-mismatch`.

use crate::diagnostic::{Label, Severity};
use crate::lint::control::{self, Reached, Url};
use crate::lint::{Found, Subject};
use crate::plan::Password;

rule! {
    /// supervisorctl does not present the user name and password that its server wants.
    ///
    /// Every command is answered with `Server requires authentication`. With no user name and password at all that may be
    /// meant, for supervisorctl asks who sits before it, and takes `-u` and `-p`: then the finding is a remark, for scripts
    /// will fail. With another user name or another password nobody gets in.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// username=admin
    /// password=Gk29-walnut-Kite
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// username=ops
    /// password=Gk29-walnut-Kite
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [supervisorctl]](https://supervisord.org/configuration.html#supervisorctl-section-settings)
    "ctl-credentials-mismatch", Warning, Security,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let (Some(section), Some(client)) = (subject.section("supervisorctl"), subject.client()) else { return };
    let Some(url) = Url::parse(&client.serverurl.value) else { return };
    let Reached::Server(server) = control::reached(subject, &url) else { return };
    let Some(wanted) = &server.credentials else { return };
    let mut severity = Severity::Warning;
    let (place, label) = match (&client.username.value, &client.password.value) {
        (None, _) | (_, None) => {
            severity = Severity::Info;
            (section.header(), "presents no user name and password")
        }
        (Some(name), _) if *name != wanted.username.value => (section.place("username"), "another user name"),
        // A hash that is sent is the matter of sha-password-in-ctl; whether a password fits a hash is not looked at.
        (_, Some(password)) => match &wanted.password.value {
            Password::Plain(plain) if plain != password && !password.starts_with("{SHA}") => {
                (section.place("password"), "another password")
            }
            Password::Plain(_) | Password::Sha1(_) => return,
        },
    };
    let mut finding = found.finding(
        place,
        format!("supervisorctl does not present what [{}] wants", server.section),
        label,
        "write the server's `username` and `password` into [supervisorctl], too; in clear, if the server has a hash",
    );
    finding = finding.only(severity);
    if let Some(place) = wanted.username.origin.location() {
        finding = finding.with_related(Label::new(place, "wants this user name"));
    }
    found.report(finding);
}
