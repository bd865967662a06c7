//! Users and groups (spec-config §4.8).

use super::path::Machine;
use super::{ConvertError, integer};
use crate::plan::{Owner, UserRef};

/// A user's name or id. Without host checks the id of a name stays open.
///
/// # Errors
/// [`ConvertError::UserName`], [`ConvertError::UserId`], [`ConvertError::NullByte`]
pub fn user(text: &str, machine: Machine<'_>) -> Result<UserRef, ConvertError> {
    let found = |uid| UserRef { text: text.to_owned(), uid };
    let id = integer(text).ok();
    if !machine.options.host_checks {
        return Ok(found(id.and_then(|id| u32::try_from(id).ok())));
    }
    let uid = match id {
        Some(id) => u32::try_from(id).ok().filter(|uid| machine.system.user_by_id(*uid).is_some()),
        None if text.contains('\0') => return Err(ConvertError::NullByte),
        None => machine.system.user_by_name(text).map(|user| user.uid),
    };
    match (uid, id) {
        (Some(uid), _) => Ok(found(Some(uid))),
        (None, Some(_)) => Err(ConvertError::UserId { text: text.to_owned() }),
        (None, None) => Err(ConvertError::UserName { text: text.to_owned() }),
    }
}

/// A group's name or id. Without host checks the id of a name stays open.
///
/// # Errors
/// [`ConvertError::GroupName`], [`ConvertError::GroupId`]
pub fn group_id(text: &str, machine: Machine<'_>) -> Result<Option<u32>, ConvertError> {
    let id = integer(text).ok();
    if !machine.options.host_checks {
        return Ok(id.and_then(|id| u32::try_from(id).ok()));
    }
    match id {
        Some(id) => u32::try_from(id)
            .ok()
            .filter(|gid| machine.system.group_exists(*gid))
            .map(Some)
            .ok_or_else(|| ConvertError::GroupId { text: text.to_owned() }),
        None => machine
            .system
            .group_by_name(text)
            .map(Some)
            .ok_or_else(|| ConvertError::GroupName { text: text.to_owned() }),
    }
}

/// `user[:group]`, split at the first colon.
///
/// # Errors
/// [`ConvertError::UserGroup`], whatever is wrong
pub fn user_group(text: &str, machine: Machine<'_>) -> Result<Owner, ConvertError> {
    let bad = |_| ConvertError::UserGroup { text: text.to_owned() };
    let (name, group) = match text.split_once(':') {
        Some((name, group)) => (name, Some(group)),
        None => (text, None),
    };
    let uid = user(name, machine).map_err(bad)?.uid;
    let gid = match group {
        Some(group) => group_id(group, machine).map_err(bad)?,
        None => None,
    };
    Ok(Owner { text: text.to_owned(), uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Options;
    use crate::system::MemorySystem;

    fn with_machine(host_checks: bool, check: impl FnOnce(Machine<'_>)) {
        let mut system = MemorySystem::new();
        system.add_user("root", 0, 0, "/root");
        system.add_group("root", 0);
        let options = Options { host_checks, ..Options::default() };
        check(Machine { system: &system, options: &options });
    }

    #[test]
    fn users() {
        with_machine(true, |machine| {
            assert_eq!(user("root", machine).unwrap().uid, Some(0));
            assert_eq!(user("0", machine).unwrap().uid, Some(0));
            for (text, message) in [
                ("nosuchuser", "Invalid user name nosuchuser"),
                ("", "Invalid user name "),
                ("54321", "Invalid user id 54321"),
                ("-1", "Invalid user id -1"),
            ] {
                assert_eq!(user(text, machine).unwrap_err().to_string(), message);
            }
        });
        with_machine(false, |machine| assert_eq!(user("nosuchuser", machine).unwrap().uid, None));
    }

    #[test]
    fn owners() {
        with_machine(true, |machine| {
            let ids = |text| user_group(text, machine).map(|owner| (owner.uid, owner.gid));
            assert_eq!(ids("root"), Ok((Some(0), None)));
            assert_eq!(ids("0:0"), Ok((Some(0), Some(0))));
            assert_eq!(ids("root:root"), Ok((Some(0), Some(0))));
            for text in ["root:", ":root", "root:root:x", "nosuch", "0:77"] {
                let message = format!("Invalid user:group definition {text}");
                assert_eq!(user_group(text, machine).unwrap_err().to_string(), message);
            }
        });
    }

    #[test]
    fn groups() {
        with_machine(true, |machine| {
            assert_eq!(group_id("root", machine), Ok(Some(0)));
            assert_eq!(group_id("x", machine).unwrap_err().to_string(), "Invalid group name x");
            assert_eq!(group_id("7", machine).unwrap_err().to_string(), "Invalid group id 7");
        });
    }
}
