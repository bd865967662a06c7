//! The user database: getpwnam(3), getpwuid(3), getgrouplist(3).

use std::ffi::CString;

use nix::unistd::{Gid, Uid, User, getgrouplist, getuid};

/// A user to become, with everything looked up, so that a forked child need not ask the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSwitch {
    /// User id.
    pub uid: u32,
    /// Primary group id.
    pub gid: u32,
    /// Supplementary groups, the primary one first.
    pub groups: Vec<u32>,
}

/// Why a user cannot be become; the texts are the original's (spec-runtime §2.3).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SwitchFault {
    /// No such id.
    #[error("Can't find uid {0}")]
    UnknownUid(u32),
    /// Only root may.
    #[error("Can't drop privilege as nonroot user")]
    NotRoot,
    /// setgroups(2) refused.
    #[error("Could not set groups of effective user")]
    Groups,
    /// setgid(2) refused.
    #[error("Could not set group id of effective user")]
    Group,
    /// setuid(2) refused; with the errno's name.
    #[error("Could not set user id of effective user: {0}")]
    User(String),
}

/// Works out how to become a user. `None`: this process already runs as that user and nothing is to be done.
///
/// Asks the user database, which may be a slow directory service; do it when a configuration is loaded
/// rather than at each spawn (spec-runtime §12.31).
///
/// # Errors
/// [`SwitchFault::UnknownUid`], [`SwitchFault::NotRoot`].
pub fn switch_to(uid: u32) -> Result<Option<UserSwitch>, SwitchFault> {
    let user = User::from_uid(Uid::from_raw(uid)).ok().flatten().ok_or(SwitchFault::UnknownUid(uid))?;
    let current = getuid();
    if current == user.uid {
        return Ok(None);
    }
    if !current.is_root() {
        return Err(SwitchFault::NotRoot);
    }
    let groups = supplementary_groups(&user).map_err(|_| SwitchFault::Groups)?;
    Ok(Some(UserSwitch { uid, gid: user.gid.as_raw(), groups }))
}

/// The primary group, then every group that names the user.
fn supplementary_groups(user: &User) -> nix::Result<Vec<u32>> {
    let name = CString::new(user.name.as_str()).map_err(|_| nix::errno::Errno::EINVAL)?;
    Ok(getgrouplist(&name, user.gid)?.into_iter().map(Gid::as_raw).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oneself_needs_no_switch() {
        assert_eq!(switch_to(getuid().as_raw()), Ok(None));
    }

    #[test]
    fn unknown_users_are_named() {
        assert_eq!(switch_to(3_999_999_999).unwrap_err().to_string(), "Can't find uid 3999999999");
    }

    #[test]
    fn only_root_may_switch() {
        let other = User::from_name(if getuid().is_root() { "nobody" } else { "root" }).unwrap().unwrap();
        let result = switch_to(other.uid.as_raw());
        if getuid().is_root() {
            let switch = result.unwrap().unwrap();
            assert_eq!((switch.uid, switch.gid), (other.uid.as_raw(), other.gid.as_raw()));
            assert_eq!(switch.groups.first(), Some(&other.gid.as_raw()));
        } else {
            assert_eq!(result, Err(SwitchFault::NotRoot));
        }
    }
}
