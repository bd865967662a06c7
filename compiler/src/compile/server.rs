//! HTTP servers and RPC interfaces (spec-config §3.2, §3.8).

use indexmap::IndexMap;

use super::Target;
use super::context::Context;
use super::differences;
use super::explain::Words;
use super::findings::Findings;
use super::program::bare_name;
use super::reader::{Found, Given, Reader, default_of};
use super::table::Section;
use crate::convert::{self, ConvertError, python};
use crate::diagnostic::Code;
use crate::plan::{
    Credentials, EventListener, InetAddress, Origin, Password, RpcInterface, Server, ServerKind, Setting,
};
use crate::plugins;
use crate::schema::{OptionRow, SectionKind, server as rows};

/// All servers in the order in which they are opened. Faulty ones are left out.
pub(super) fn servers(cx: &Context<'_>, findings: &mut Findings) -> Vec<Server> {
    let mut servers = Vec::new();
    for section in cx.table.sections_of(SectionKind::InetHttpServer) {
        servers.extend(inet(Reader::new(cx, section, findings)));
    }
    for section in cx.table.sections_of(SectionKind::UnixHttpServer) {
        servers.extend(unix(cx, section, findings));
    }
    servers
}

fn inet(mut read: Reader<'_, '_>) -> Option<Server> {
    let credentials = credentials(&mut read);
    let given = match read.value(&rows::PORT) {
        Found::Value(given) => given,
        Found::Faulty(_) => return None,
        Found::Absent => {
            missing_address(&mut read, "port", "add a line such as `port=127.0.0.1:9001`");
            return None;
        }
    };
    let address: Setting<Option<InetAddress>> = read.convert(&rows::PORT, &given, convert::inet_address);
    let Setting { value: Some(address), origin } = address else { return None };
    let kind = ServerKind::Inet { address: Setting::new(address, origin) };
    Some(Server { section: read.section.name.to_owned(), kind, credentials })
}

fn unix(cx: &Context<'_>, section: &Section<'_>, findings: &mut Findings) -> Option<Server> {
    let machine = cx.machine;
    let mut read = Reader::new(cx, section, findings).with_here();
    let file = match read.value(&rows::FILE) {
        Found::Value(given) => {
            let path = read.convert(&rows::FILE, &given, |text| machine.normal_path(python::strip(text)));
            path.value.map(|value| Setting::new(value, path.origin))
        }
        Found::Faulty(_) => None,
        Found::Absent => {
            missing_address(&mut read, "file", "add a line such as `file=/run/supervisor.sock`");
            None
        }
    };
    let mut read = Reader::new(cx, section, findings);
    let credentials = credentials(&mut read);
    let chown = collapsed(&mut read, &rows::CHOWN, "Invalid sockchown value", |text| {
        convert::user_group(text, machine)
    });
    let chmod = collapsed(&mut read, &rows::CHMOD, "Invalid chmod value", convert::octal)
        .map(|mode| mode.unwrap_or_else(|| default_of(&rows::CHMOD, convert::octal)));
    let kind = ServerKind::Unix { file: file?, chmod, chown };
    Some(Server { section: section.name.to_owned(), kind, credentials })
}

/// An option for which the original has one text, whatever is wrong.
pub(super) fn collapsed<T>(
    read: &mut Reader<'_, '_>,
    row: &OptionRow,
    original: &str,
    convert: impl FnOnce(&str) -> Result<T, ConvertError>,
) -> Setting<Option<T>> {
    match read.value(row) {
        Found::Absent => Setting::default_value(None),
        Found::Faulty(origin) => Setting::new(None, origin),
        Found::Value(given) => match convert(given.text()) {
            Ok(value) => Setting::new(Some(value), given.origin()),
            Err(error) => {
                read.fault(row, &given, &error, format!("{original} {}", given.text()));
                Setting::new(None, given.origin())
            }
        },
    }
}

fn missing_address(read: &mut Reader<'_, '_>, option: &str, help: &str) {
    let section = read.section.name;
    read.missing(
        option,
        Words::new(
            Code::SERVER_MISSING_ADDRESS,
            format!("[{section}] has no `{option}`"),
            format!("`{option}` is missing"),
            help,
        ),
        format!("section [{section}] has no {option} value"),
    );
}

/// `username` and `password`: both or neither. An empty user name turns authentication off.
fn credentials(read: &mut Reader<'_, '_>) -> Option<Credentials> {
    let username = read.value(&rows::USERNAME);
    let password = read.value(&rows::PASSWORD);
    let (lonely, missing) = match (username, password) {
        (Found::Value(username), Found::Value(password)) => return authentication(&username, &password),
        (Found::Value(given), Found::Absent) => (given, "password"),
        (Found::Absent, Found::Value(given)) => (given, "username"),
        _ => return None,
    };
    let section = read.section.name;
    let present = if missing == "password" { "username" } else { "password" };
    let words = Words::new(
        Code::INCOMPLETE_AUTH,
        format!("[{section}] has a `{present}` and no `{missing}`"),
        format!("`{missing}` is missing"),
        format!("add `{missing}`, or remove `{present}`"),
    );
    let original = format!(
        "Section [{section}] contains incomplete authentication: If a username or a password is specified, both the \
         username and password must be specified"
    );
    read.fault_at(&lonely, lonely.location(), words, original);
    None
}

fn authentication(username: &Given<'_>, password: &Given<'_>) -> Option<Credentials> {
    if username.text().is_empty() {
        return None;
    }
    let text = password.text();
    let secret = match text.strip_prefix("{SHA}") {
        Some(hex) => Password::Sha1(hex.to_owned()),
        None => Password::Plain(text.to_owned()),
    };
    Some(Credentials {
        username: Setting::new(username.text().to_owned(), username.origin()),
        password: Setting::new(secret, password.origin()),
    })
}

/// The entry points that this implementation brings along.
const KNOWN_FACTORIES: [&str; 3] =
    [RpcInterface::STOCK_FACTORY, EventListener::STOCK_HANDLER, EventListener::STDOUT_HANDLER];

/// Checks that an entry point can be found. The original imports it; we can only know our own.
pub(super) fn resolve(read: &mut Reader<'_, '_>, row: &OptionRow, given: &Given<'_>) {
    let text = given.text();
    let built_in =
        KNOWN_FACTORIES.contains(&text) || (row.name == rows::RPC_FACTORY.name && text == plugins::TWIDDLER);
    if !read.cx.machine.options.host_checks || built_in {
        return;
    }
    let section = read.section.name;
    let near = super::explain::nearest(text, KNOWN_FACTORIES);
    let words = Words::new(
        Code::UNRESOLVABLE_FACTORY,
        format!("`{}` names `{text}`, which cannot be found", row.name),
        "no such entry point",
        match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => plugins::instead(text).to_owned(),
        },
    );
    let mut original = format!("{text} cannot be resolved within [{section}]");
    if read.cx.machine.options.target == Target::V4_4Dev {
        original.push_str(&format!(": {}", import_failure(text)));
    }
    read.fault_on_host(given, words, original);
}

/// Why Python cannot import an entry point, as the development line adds it to the message (spec-config §0): the module has
/// no such attribute, or there is no such module.
fn import_failure(entry_point: &str) -> String {
    let (module, attribute) = entry_point.split_once(':').unwrap_or((entry_point, ""));
    let is_known = KNOWN_FACTORIES.iter().any(|known| known.split(':').next() == Some(module));
    if is_known {
        return format!("module {} has no attribute {}", python::quoted(module), python::quoted(attribute));
    }
    let package = module.split('.').next().unwrap_or(module);
    format!("No module named {}", python::quoted(package))
}

/// All `[rpcinterface:x]` sections in file order. Faulty ones are left out.
pub(super) fn rpc_interfaces(cx: &Context<'_>, findings: &mut Findings) -> Vec<RpcInterface> {
    let mut interfaces = Vec::new();
    for section in cx.table.sections_of(SectionKind::RpcInterface) {
        interfaces.extend(rpc_interface(Reader::new(cx, section, findings), bare_name(section)));
    }
    interfaces
}

fn rpc_interface(mut read: Reader<'_, '_>, name: &str) -> Option<RpcInterface> {
    let row = &rows::RPC_FACTORY;
    let section = read.section.name;
    let factory = match read.value(row) {
        Found::Value(given) => {
            resolve(&mut read, row, &given);
            Some(Setting::new(given.text().to_owned(), given.origin()))
        }
        Found::Faulty(_) => None,
        Found::Absent => {
            let words = Words::new(
                Code::MISSING_FACTORY,
                format!("[{section}] has no `{}`", row.name),
                "the factory is missing",
                format!("add `{}=supervisor.rpcinterface:make_main_rpcinterface`", row.name),
            );
            read.missing(row.name, words, format!("section [{section}] does not specify a {}", row.name));
            None
        }
    };
    let keys: Vec<_> = read.cx.table.options(read.section).map(|(key, _)| key.into_owned()).collect();
    let mut options = IndexMap::new();
    for key in keys.into_iter().filter(|key| key != row.name) {
        if let Found::Value(given) = read.value_of(&key) {
            let origin: Origin = given.origin();
            options.insert(key, Setting::new(given.text().to_owned(), origin));
        }
    }
    Some(RpcInterface { name: name.to_owned(), factory: factory?, options })
}

/// Warns of every `[ctlplugin:x]` whose commands supervisorctl does not have. The daemon itself does not read them.
pub(super) fn foreign_commands(cx: &Context<'_>, findings: &mut Findings) {
    for section in cx.table.sections_of(SectionKind::CtlPlugin) {
        let row = &rows::CTL_FACTORY;
        let Some(given) = Reader::new(cx, section, findings).raw(row) else { continue };
        if given.text() != plugins::WILDCARDS {
            findings.report(differences::foreign_commands(given.text(), given.location()));
        }
    }
}
