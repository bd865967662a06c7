//! XML-RPC as Supervisor speaks it (spec-runtime §7).
//!
//! [`Value`] and [`Fault`] are what travels; [`codec`] turns them into the bytes the original sends and
//! back, for both ends; [`client`] carries calls over TCP and unix sockets.
//!
//! Nothing here knows which methods exist or what they mean.

pub mod client;
pub mod codec;
pub mod fault;
pub mod value;

pub use client::{Client, ClientError, Credentials, ServerUrl};
pub use fault::{Fault, FaultCode};
pub use value::Value;
