//! Giving up root for good: setgroups(2), setgid(2), setuid(2).

use nix::unistd::{Gid, Uid, setgid, setgroups, setuid};

use super::errno;
use super::users::{SwitchFault, UserSwitch, switch_to};

/// Makes the daemon run as another user. `false`: it already did.
///
/// # Errors
/// The user is unknown, this process is not root, or the kernel refuses; the texts are those of usage errors.
pub fn drop_to(uid: u32) -> Result<bool, SwitchFault> {
    match switch_to(uid)? {
        Some(switch) => become_user(&switch).map(|()| true),
        None => Ok(false),
    }
}

/// The three calls in the only order that works: the last one takes the right to do the others.
fn become_user(switch: &UserSwitch) -> Result<(), SwitchFault> {
    let groups: Vec<Gid> = switch.groups.iter().copied().map(Gid::from_raw).collect();
    setgroups(&groups).map_err(|_| SwitchFault::Groups)?;
    setgid(Gid::from_raw(switch.gid)).map_err(|_| SwitchFault::Group)?;
    setuid(Uid::from_raw(switch.uid)).map_err(|code| SwitchFault::User(errno::name(code as i32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_user_is_kept() {
        assert_eq!(drop_to(nix::unistd::getuid().as_raw()), Ok(false));
    }

    #[test]
    fn an_unknown_user_changes_nothing() {
        assert_eq!(drop_to(3_999_999_999), Err(SwitchFault::UnknownUid(3_999_999_999)));
    }
}
