//! The status page (spec-runtime §9.1). Monitoring scripts read its title and the classes of its state cells.

use super::actions::{Action, GROUP, GroupVerb, PROCESS, Verb};
use super::assets::{LOG_TEMPLATE, STATUS_TEMPLATES};
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
        "<p id=\"empty\">No programs to manage</p>\n".to_owned()
    } else {
        let groups: String = rows.chunk_by(|left, right| left.group == right.group).map(group).collect();
        format!(
            "<table id=\"processes\" role=\"table\" aria-label=\"Processes\">\n\
             <thead role=\"rowgroup\">\n<tr role=\"row\">\
             <th role=\"columnheader\" scope=\"col\">State</th>\
             <th role=\"columnheader\" scope=\"col\">Description</th>\
             <th role=\"columnheader\" scope=\"col\">Name</th>\
             <th role=\"columnheader\" scope=\"col\">Action</th></tr>\n</thead>\n{groups}</table>\n"
        )
    };
    let main = format!(
        "<header id=\"top\"><h1>Supervisor Status</h1></header>\n\
         <main id=\"main\" data-page=\"status\">\n{notice}\
         <form id=\"all\" class=\"buttons\" method=\"post\" action=\"{INDEX}\">\
         <a class=\"button\" href=\"{INDEX}?action=refresh\">Refresh</a> \
         <button name=\"action\" value=\"startall\">Start All</button> \
         <button name=\"action\" value=\"restartall\">Restart All</button> \
         <button name=\"action\" value=\"stopall\">Stop All</button></form>\n\
         {table}</main>\n\
         <footer>Supervisor {SUPERVISOR_VERSION}</footer>\n{STATUS_TEMPLATES}{LOG_TEMPLATE}"
    );
    document("Supervisor Status", &main)
}

/// The rows of a group, with a heading if it is more than one program.
fn group(rows: &[Row]) -> String {
    let heading = match rows {
        [first, ..] if first.is_grouped() => {
            let group = escaped(&first.group);
            let buttons: String = GroupVerb::ALL
                .into_iter()
                .map(|verb| {
                    let (value, label) = (verb.name(), verb.label());
                    format!(
                        "<button name=\"action\" value=\"{value}\" aria-label=\"{label} {group}\">{label}</button> "
                    )
                })
                .collect();
            format!(
                "<tr role=\"row\" class=\"group\"><th role=\"rowheader\" scope=\"rowgroup\" colspan=\"3\">Group {group}</th>\
                 <td role=\"cell\" class=\"action\"><form method=\"post\" action=\"{INDEX}\">\
                 <input type=\"hidden\" name=\"{GROUP}\" value=\"{group}\">{buttons}</form></td></tr>\n"
            )
        }
        _ => String::new(),
    };
    let rows: String = rows.iter().map(row).collect();
    format!("<tbody role=\"rowgroup\">\n{heading}{rows}</tbody>\n")
}

/// The question whether an action is meant, with the button that does it.
fn question(action: &Action) -> String {
    let (name, label) = (action.name(), action.label());
    let (about, field) = match action.object() {
        Some((parameter, object)) => {
            let object = escaped(object);
            (
                format!(" of <strong>{object}</strong>"),
                format!("<input type=\"hidden\" name=\"{parameter}\" value=\"{object}\">"),
            )
        }
        None => Default::default(),
    };
    format!(
        "<div class=\"status_msg\" id=\"statusmessage\" role=\"alert\"><form method=\"post\" action=\"{INDEX}\">\
         <p>Nothing was done: this request did not come from this page. {label}{about}?</p>\
         {field}<button name=\"action\" value=\"{name}\">{label}</button></form></div>\n"
    )
}

fn row(row: &Row) -> String {
    let Row { namespec, state, description, .. } = row;
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
         <input type=\"hidden\" name=\"{PROCESS}\" value=\"{name}\">{buttons}{} {}</form></td></tr>\n",
        escaped(description),
        tail("Tail -f Stdout", ""),
        tail("Tail -f Stderr", "/stderr"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(namespec: &str, state: &str, description: &str) -> Row {
        let (group, process) = namespec.split_once(':').unwrap_or((namespec, namespec));
        Row {
            namespec: namespec.into(),
            group: group.into(),
            process: process.into(),
            state: state.into(),
            description: description.into(),
            pid: 0,
            start: 0,
            stdout: true,
            stderr: true,
        }
    }

    /// The page without what is for the script.
    fn without_templates(page: &str) -> String {
        let (visible, _) = page.split_once("<template").unwrap();
        visible.to_owned()
    }

    #[test]
    fn the_page() {
        let rows = [
            one("cat", "RUNNING", "pid 42, uptime 1 day, 0:00:01"),
            one("pair:<one>", "FATAL", "can't find command \"<x>\""),
            one("pair:two", "STOPPING", ""),
        ];
        insta::assert_snapshot!(without_templates(&page(
            &rows,
            Some(Notice::Said("Process <b> & 'c' started"))
        )));
    }

    #[test]
    fn a_request_that_nobody_proved_becomes_a_question() {
        let action = Action::new("stop", Some("a\"><script>"), None).unwrap();
        insta::assert_snapshot!(without_templates(&page(&[], Some(Notice::Asks(&action)))));
    }
}
