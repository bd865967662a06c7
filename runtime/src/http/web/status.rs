//! The status page (spec-runtime §9.1). Monitoring scripts read its title and the classes of its state cells.

use super::actions::{Action, Verb};
use super::calls::Row;
use super::html::{document, escaped};
use super::{INDEX, percent};
use crate::rpc::SUPERVISOR_VERSION;

/// What stands above the table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Notice<'a> {
    /// The message of the action before.
    Said(&'a str),
    /// Nothing was done, because nothing proves that the user wants it.
    Asks(&'a Action),
}

/// The whole page.
pub(super) fn page(rows: &[Row], notice: Option<Notice>) -> String {
    let notice = match notice {
        Some(Notice::Said(text)) => {
            format!("<p class=\"status_msg\" id=\"statusmessage\" role=\"status\">{}</p>\n", escaped(text))
        }
        Some(Notice::Asks(action)) => question(action),
        None => String::new(),
    };
    let table = if rows.is_empty() {
        "<p>No programs to manage</p>\n".to_owned()
    } else {
        let rows: String = rows.iter().map(row).collect();
        format!(
            "<table role=\"table\">\n<thead role=\"rowgroup\">\n<tr role=\"row\">\
             <th role=\"columnheader\" scope=\"col\">State</th>\
             <th role=\"columnheader\" scope=\"col\">Description</th>\
             <th role=\"columnheader\" scope=\"col\">Name</th>\
             <th role=\"columnheader\" scope=\"col\">Action</th></tr>\n</thead>\n\
             <tbody role=\"rowgroup\">\n{rows}</tbody>\n</table>\n"
        )
    };
    let main = format!(
        "<header><h1>Supervisor Status</h1></header>\n\
         <main>\n{notice}\
         <form class=\"buttons\" method=\"post\" action=\"{INDEX}\">\
         <a class=\"button\" href=\"{INDEX}?action=refresh\">Refresh</a> \
         <button name=\"action\" value=\"restartall\">Restart All</button> \
         <button name=\"action\" value=\"stopall\">Stop All</button></form>\n\
         {table}</main>\n\
         <footer>Supervisor {SUPERVISOR_VERSION}</footer>\n"
    );
    document("Supervisor Status", &main)
}

/// The question whether an action is meant, with the button that does it.
fn question(action: &Action) -> String {
    let (name, label) = (action.name(), action.label());
    let (about, field) = match action.process() {
        Some(process) => {
            let process = escaped(process);
            (
                format!(" of <strong>{process}</strong>"),
                format!("<input type=\"hidden\" name=\"processname\" value=\"{process}\">"),
            )
        }
        None => Default::default(),
    };
    format!(
        "<form class=\"status_msg\" id=\"statusmessage\" role=\"alert\" method=\"post\" action=\"{INDEX}\">\
         <p>Nothing was done: this request did not come from this page. {label}{about}?</p>\
         {field}<button name=\"action\" value=\"{name}\">{label}</button></form>\n"
    )
}

fn row(row: &Row) -> String {
    let Row { namespec, state, description } = row;
    let class = match state.as_str() {
        "RUNNING" => "statusrunning",
        "FATAL" | "BACKOFF" => "statuserror",
        _ => "statusnominal",
    };
    let verbs: &[Verb] = match state.as_str() {
        "RUNNING" => &[Verb::Restart, Verb::Stop, Verb::ClearLog],
        "STOPPED" | "EXITED" | "FATAL" => &[Verb::Start, Verb::ClearLog],
        _ => &[Verb::ClearLog],
    };
    let (name, url, state) = (escaped(namespec), percent::encoded(namespec), escaped(&state.to_lowercase()));
    let buttons: String = verbs
        .iter()
        .map(|verb| {
            let (value, label) = (verb.name(), verb.label());
            format!(
                "<button name=\"action\" value=\"{value}\" aria-label=\"{label} {name}\">{label}</button> "
            )
        })
        .collect();
    let tail = |label, channel| {
        format!(
            "<a href=\"logtail/{url}{channel}\" target=\"_blank\" aria-label=\"{label} of {name}\">{label}</a>"
        )
    };
    format!(
        "<tr role=\"row\">\
         <td role=\"cell\" class=\"status\"><span class=\"{class}\">{state}</span></td>\
         <td role=\"cell\" class=\"description\">{}</td>\
         <td role=\"cell\" class=\"name\"><a href=\"tail.html?processname={url}\" target=\"_blank\">{name}</a></td>\
         <td role=\"cell\" class=\"action\"><form method=\"post\" action=\"{INDEX}\">\
         <input type=\"hidden\" name=\"processname\" value=\"{name}\">{buttons}{} {}</form></td></tr>\n",
        escaped(description),
        tail("Tail -f Stdout", ""),
        tail("Tail -f Stderr", "/stderr"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(namespec: &str, state: &str, description: &str) -> Row {
        Row { namespec: namespec.into(), state: state.into(), description: description.into() }
    }

    #[test]
    fn the_page() {
        let rows = [
            one("cat", "RUNNING", "pid 42, uptime 1 day, 0:00:01"),
            one("pair:<one>", "FATAL", "can't find command \"<x>\""),
            one("pair:two", "STOPPING", ""),
        ];
        insta::assert_snapshot!(page(&rows, Some(Notice::Said("Process <b> & 'c' started"))));
    }

    #[test]
    fn a_request_that_nobody_proved_becomes_a_question() {
        let action = Action::new("stop", Some("a\"><script>")).unwrap();
        insta::assert_snapshot!(page(&[], Some(Notice::Asks(&action))));
    }
}
