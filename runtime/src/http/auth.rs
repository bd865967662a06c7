//! Basic authentication (spec-runtime §8.3, RFC 7617).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::HeaderValue;
use sha1::{Digest as _, Sha1};
use subtle::ConstantTimeEq as _;
use supervisor_compiler::plan::{Credentials, Password};

/// Who may use a server.
#[derive(Debug, Clone)]
pub enum Auth {
    /// Everybody.
    Open,
    /// One user.
    Basic {
        /// User name.
        username: String,
        /// Password, in clear or hashed.
        password: Password,
    },
}

impl Auth {
    /// What `username=` and `password=` say. An empty user name means no authentication (spec-config §3.2).
    #[must_use]
    pub fn new(credentials: Option<&Credentials>) -> Self {
        match credentials {
            Some(credentials) if !credentials.username.is_empty() => Auth::Basic {
                username: credentials.username.value.clone(),
                password: credentials.password.value.clone(),
            },
            _ => Auth::Open,
        }
    }

    /// True when the value of the `Authorization` header opens the door.
    #[must_use]
    pub fn admits(&self, header: Option<&HeaderValue>) -> bool {
        let Auth::Basic { username, password } = self else { return true };
        let Some((user, secret)) = header.and_then(credentials) else { return false };
        let user_ok = user.as_slice().ct_eq(username.as_bytes());
        let secret_ok = match password {
            Password::Plain(plain) => secret.as_slice().ct_eq(plain.as_bytes()),
            Password::Sha1(hex) => hex_sha1(&secret).as_bytes().ct_eq(hex.as_bytes()),
        };
        (user_ok & secret_ok).into()
    }
}

/// User and password of a `Basic` header. The user ends at the first colon, so passwords may contain some.
fn credentials(header: &HeaderValue) -> Option<(Vec<u8>, Vec<u8>)> {
    let (scheme, encoded) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim()).ok()?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let (user, rest) = decoded.split_at_checked(colon)?;
    Some((user.to_vec(), rest.get(1..)?.to_vec()))
}

fn hex_sha1(bytes: &[u8]) -> String {
    Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(user_and_password: &str) -> HeaderValue {
        HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(user_and_password))).unwrap()
    }

    fn basic(password: Password) -> Auth {
        Auth::Basic { username: "u".into(), password }
    }

    #[test]
    fn plain_and_hashed_passwords() {
        let plain = basic(Password::Plain("p:q".into()));
        assert!(plain.admits(Some(&header("u:p:q"))), "passwords may contain colons");
        assert!(!plain.admits(Some(&header("u:p"))));
        assert!(!plain.admits(Some(&header("v:p:q"))));
        assert!(!plain.admits(None));
        let hashed = basic(Password::Sha1("516b9783fca517eecbd1d064da2d165310b19759".into()));
        assert!(hashed.admits(Some(&header("u:p"))));
        assert!(!hashed.admits(Some(&header("u:516b9783fca517eecbd1d064da2d165310b19759"))));
    }

    #[test]
    fn a_malformed_header_is_a_refusal_not_a_failure() {
        let auth = basic(Password::Plain("p".into()));
        for text in ["", "Basic", "Basic !!!", "Digest x", "Basic dXA="] {
            assert!(!auth.admits(Some(&HeaderValue::from_str(text).unwrap())), "{text}");
        }
    }

    #[test]
    fn no_credentials_admit_everybody() {
        assert!(Auth::new(None).admits(None));
    }
}
