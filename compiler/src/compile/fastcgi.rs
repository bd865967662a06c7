//! `[fcgi-program:x]` (spec-config §3.6).

use super::context::Context;
use super::explain::{self, Words};
use super::findings::Findings;
use super::group::header;
use super::program::{bare_name, processes, section_name};
use super::reader::{Found, Reader, default_of};
use super::server::collapsed;
use super::table::Section;
use crate::convert::{self, ConvertError};
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::plan::{FastCgi, FastCgiAddress, Group, GroupKind, Notice, Owner, Setting, UserRef};
use crate::schema::program as rows;
use crate::sources::Location;

/// The group that `section` makes; none when its socket is unusable.
pub(super) fn group(
    cx: &Context<'_>,
    section: &Section<'_>,
    findings: &mut Findings,
    notices: &mut Vec<Notice>,
) -> Option<Group> {
    let mut read = Reader::new(cx, section, findings).with_here();
    let name = section_name(&mut read, bare_name(section));
    let priority = read.setting(&rows::PRIORITY, convert::integer);
    let fastcgi = fastcgi(read, &name);
    let processes = processes(cx, section, &name, findings, notices);
    Some(Group {
        name,
        priority,
        kind: GroupKind::FastCgi(Box::new(fastcgi?)),
        processes,
        header: header(section),
    })
}

/// The socket of a section that a `[group:x]` names; none, and what is wrong, when it is unusable. The original ignores these options there, so
/// nothing about them is an error (spec-config §3.5).
pub(super) fn of_member(cx: &Context<'_>, section: &Section<'_>) -> (Option<FastCgi>, Option<Diagnostic>) {
    let mut findings = Findings::default();
    let mut read = Reader::new(cx, section, &mut findings).with_here();
    let name = section_name(&mut read, bare_name(section));
    let fastcgi = fastcgi(read, &name);
    let fault = findings.first_error().cloned();
    (fastcgi.filter(|_| fault.is_none()), fault)
}

/// What `[fcgi-program:name]` says about its socket; none when it is unusable.
fn fastcgi(mut read: Reader<'_, '_>, name: &str) -> Option<FastCgi> {
    let cx = read.cx;
    let machine = cx.machine;
    let user = read.optional(&rows::USER, |text| convert::user(text, machine));
    let socket_backlog = backlog(&mut read);
    let socket_owner = collapsed(&mut read, &rows::SOCKET_OWNER, "Invalid socket_owner value", |text| {
        convert::user_group(text, machine)
    });
    let socket_mode = collapsed(&mut read, &rows::SOCKET_MODE, "Invalid socket_mode value", convert::octal);
    read.scope = read.scope.with_text("program_name", name.to_owned());
    let socket = socket(&mut read, &[owning(&socket_owner), owning(&socket_mode)])?;
    let (socket_owner, socket_mode) = match &socket.value {
        FastCgiAddress::Tcp { .. } => (socket_owner, socket_mode),
        FastCgiAddress::Unix(_) => (
            match socket_owner.value {
                Some(_) => socket_owner,
                None => default_owner(cx, &user),
            },
            socket_mode.map(|mode| mode.or_else(|| Some(default_of(&rows::SOCKET_MODE, convert::octal)))),
        ),
    };
    Some(FastCgi { socket, socket_owner, socket_mode, socket_backlog })
}

/// A socket belongs to the program's user, when that is not the daemon's.
fn default_owner(cx: &Context<'_>, user: &Setting<Option<UserRef>>) -> Setting<Option<Owner>> {
    let machine = cx.machine;
    let owner = user.value.as_ref().filter(|user| user.uid != Some(machine.options.uid)).map(|user| Owner {
        text: user.text.clone(),
        uid: user.uid,
        gid: user.uid.and_then(|uid| machine.system.user_by_id(uid)).map(|user| user.gid),
    });
    Setting::new(owner, user.origin)
}

fn backlog(read: &mut Reader<'_, '_>) -> Setting<Option<i64>> {
    let row = &rows::SOCKET_BACKLOG;
    let Found::Value(given) = read.value(row) else { return Setting::default_value(None) };
    let backlog = read.convert(row, &given, convert::integer);
    if let Some(number) = backlog.value.filter(|number| !(1..=65535).contains(number)) {
        let words = Words::new(
            Code::BAD_SOCKET_BACKLOG,
            format!("`socket_backlog` must be between 1 and 65535, not {number}"),
            "out of range",
            "write a number between 1 and 65535, or remove the line for the system's maximum",
        );
        let original = format!("Invalid socket_backlog value {}", convert::decimal(given.text()));
        read.fault_at(&given, given.location(), words, original);
    }
    backlog
}

/// Where an option says whose a socket is; none when it does not.
fn owning<T>(setting: &Setting<Option<T>>) -> Option<Location> {
    setting.value.as_ref().and_then(|_| setting.origin.location())
}

fn socket(read: &mut Reader<'_, '_>, owning: &[Option<Location>]) -> Option<Setting<FastCgiAddress>> {
    let row = &rows::SOCKET;
    let section = read.section.name;
    let given = match read.value(row) {
        Found::Faulty(_) => return None,
        Found::Value(given) if !given.text().is_empty() => given,
        found => {
            missing(read, &found);
            return None;
        }
    };
    let owning = || owning.iter().flatten();
    match convert::fcgi_socket(given.text(), owning().next().is_some()) {
        Ok(address) => Some(Setting::new(address, given.origin())),
        Err(error) => {
            let words = explain::conversion(&error, row, given.text());
            let place = error.range().map_or_else(|| given.location(), |range| given.locate(range));
            let others = owning().filter(|_| matches!(error, ConvertError::SocketOwnership));
            let others = others.map(|place| Label::new(*place, "for unix sockets only")).collect();
            read.fault_with(&given, place, others, words, format!("{error} in [{section}] socket"));
            None
        }
    }
}

fn missing(read: &mut Reader<'_, '_>, found: &Found<'_>) {
    let section = read.section.name;
    let words = Words::new(
        Code::FCGI_MISSING_SOCKET,
        format!("[{section}] has no `socket`"),
        "`socket` is missing",
        "add a line such as `socket=unix:///run/program.sock`",
    );
    let original = format!("[{section}] section requires a \"socket\" line");
    match found {
        Found::Value(given) => read.fault_at(given, given.location(), words, original),
        Found::Absent | Found::Faulty(_) => read.missing(rows::SOCKET.name, words, original),
    }
}
