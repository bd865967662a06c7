//! HTTP servers and RPC interfaces.

use std::path::PathBuf;

use indexmap::IndexMap;

use super::{Owner, Setting};
use crate::plugins;

/// One HTTP server (spec-config §3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Full section name, such as `unix_http_server` or `inet_http_server:two`.
    pub section: String,
    /// Where it listens.
    pub kind: ServerKind,
    /// Who may use it; none: everybody.
    pub credentials: Option<Credentials>,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerKind {
    /// `[unix_http_server]`.
    Unix {
        /// Absolute, normalised path.
        file: Setting<PathBuf>,
        /// Mode of the socket.
        chmod: Setting<i64>,
        /// Owner of the socket; none: leave it.
        chown: Setting<Option<Owner>>,
    },
    /// `[inet_http_server]`.
    Inet {
        /// Host and port.
        address: Setting<InetAddress>,
    },
}

/// `port=` (spec-config §4.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InetAddress {
    /// Lower-cased host; empty: all interfaces.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// `username=` and `password=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// User name, not empty.
    pub username: Setting<String>,
    /// Password.
    pub password: Setting<Password>,
}

/// A password as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Password {
    /// In clear.
    Plain(String),
    /// `{SHA}` and the lower-case hex SHA-1; kept without the prefix.
    Sha1(String),
}

/// `[rpcinterface:x]` (spec-config §3.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpcInterface {
    /// The namespace: what follows the colon.
    pub name: String,
    /// `supervisor.rpcinterface_factory`.
    pub factory: Setting<String>,
    /// Every other option.
    pub options: IndexMap<String, Setting<String>>,
}

impl RpcInterface {
    /// The factory of the interface that Supervisor itself speaks.
    pub const STOCK_FACTORY: &'static str = "supervisor.rpcinterface:make_main_rpcinterface";

    /// The option of the interface that changes groups.
    const WHITELIST: &'static str = "whitelist";

    /// True for the stock factory, which takes no options.
    #[must_use]
    pub fn is_stock(&self) -> bool {
        self.factory.value == Self::STOCK_FACTORY
    }

    /// True for the factory of the interface that changes groups, which takes a `whitelist`.
    #[must_use]
    pub fn is_twiddler(&self) -> bool {
        self.factory.value == plugins::TWIDDLER
    }

    /// True when an option is not one that the factory takes; then the original cannot make the interface.
    #[must_use]
    pub fn has_foreign_option(&self) -> bool {
        match self.is_twiddler() {
            true => self.options.keys().any(|option| option != Self::WHITELIST),
            false => self.is_stock() && !self.options.is_empty(),
        }
    }

    /// The methods that may be called, of an interface that changes groups; none: all.
    #[must_use]
    pub fn whitelist(&self) -> Option<Vec<&str>> {
        let text = self.options.get(Self::WHITELIST)?.as_str();
        (!text.is_empty()).then(|| text.split(',').map(str::trim).collect())
    }
}
