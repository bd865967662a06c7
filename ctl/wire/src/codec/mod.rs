//! Messages to and from bytes, for both ends.
//!
//! [`request`] reads and writes method calls, [`response`] results and faults. They share the reader of
//! elements and the writer of values below.

mod elements;
pub mod request;
pub mod response;
#[cfg(test)]
mod test_values;
mod write;

pub use elements::MalformedXml;
