//! The namespaces of the interface: `system`, our own `extension`, and one for each `[rpcinterface:x]`.

use supervisor_compiler::plan::{Plan, RpcInterface};
use supervisor_wire::Fault;

use super::methods::{METHODS, Method};
use super::twiddler;

/// The namespace under which the table has the methods of the stock interface.
const STOCK: &str = "supervisor";

/// The namespace that is always there.
const SYSTEM: &str = "system";

/// The namespace of our own methods. It is always there, too, unless a section has its name.
const EXTENSION: &str = "extension";

/// The method that a name stands for.
pub(super) fn find(plan: &Plan, name: &str) -> Option<&'static Method> {
    let (namespace, bare) = name.split_once('.')?;
    if namespace == SYSTEM {
        return in_table(SYSTEM, bare);
    }
    let Some(interface) = interface(plan, namespace) else {
        return (namespace == EXTENSION).then(|| in_table(EXTENSION, bare)).flatten();
    };
    if interface.is_twiddler() {
        twiddler::METHODS.iter().find(|method| method.name == bare)
    } else {
        in_table(STOCK, bare)
    }
}

/// The method of the stock interface of that name, whatever namespaces the configuration has.
pub(super) fn stock(bare_name: &str) -> Option<&'static Method> {
    in_table(STOCK, bare_name)
}

/// Whether the section lets the method be called.
///
/// # Errors
/// The fault to answer.
pub(super) fn allow(plan: &Plan, name: &str) -> Result<(), Fault> {
    let Some((namespace, bare)) = name.split_once('.') else { return Ok(()) };
    let interface = interface(plan, namespace).filter(|interface| interface.is_twiddler());
    match interface.and_then(RpcInterface::whitelist) {
        Some(allowed) if !allowed.contains(&bare) => Err(twiddler::not_in_whitelist(bare)),
        _ => Ok(()),
    }
}

/// The names of all methods, sorted.
pub(super) fn names(plan: &Plan) -> Vec<String> {
    let system = in_namespace(SYSTEM).map(|(_, bare)| format!("{SYSTEM}.{bare}"));
    let mut names: Vec<String> = system.collect();
    if interface(plan, EXTENSION).is_none() {
        names.extend(in_namespace(EXTENSION).map(|(_, bare)| format!("{EXTENSION}.{bare}")));
    }
    for interface in &plan.rpc_interfaces {
        let name = &interface.name;
        if interface.is_twiddler() {
            names.extend(twiddler::METHODS.iter().map(|method| format!("{name}.{}", method.name)));
        } else {
            names.extend(in_namespace(STOCK).map(|(_, bare)| format!("{name}.{bare}")));
        }
    }
    names.sort_unstable();
    names
}

fn interface<'p>(plan: &'p Plan, namespace: &str) -> Option<&'p RpcInterface> {
    plan.rpc_interfaces.iter().find(|interface| interface.name == namespace)
}

fn in_namespace(namespace: &str) -> impl Iterator<Item = (&'static Method, &'static str)> {
    METHODS.iter().filter_map(move |method| {
        let (known, bare) = method.name.split_once('.')?;
        (known == namespace).then_some((method, bare))
    })
}

fn in_table(namespace: &str, bare: &str) -> Option<&'static Method> {
    in_namespace(namespace).find(|(_, known)| *known == bare).map(|(method, _)| method)
}
