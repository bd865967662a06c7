//! The syntax of `supervisord.conf`, and nothing but the syntax.
//!
//! [`parse`] turns text into a lossless [`Tree`] of physical lines and sections. It never fails as a
//! whole: a line that is nothing else becomes an error line and a [`SyntaxError`] beside the tree.
//! [`parse_sections`] leaves the lines out.
//! The small languages that live inside values have a module each: [`template`] (`%(name)02d`),
//! [`environment`] (`environment=` lists) and [`words`] (command lines).
//!
//! This crate knows bytes and spans. It knows no option's name, opens no file and asks the
//! operating system nothing.

mod comment;
pub mod environment;
mod line;
mod parse;
mod pieces;
mod shell;
mod space;
mod span;
pub mod template;
mod text;
mod tree;
mod unwritten;
pub mod words;

pub use parse::{SyntaxError, SyntaxErrorKind, parse, parse_sections};
pub use pieces::Pieces;
pub use space::is_space;
pub use span::Span;
pub use text::{DecodeError, decode};
pub use tree::{Entry, Line, LineKind, Section, Tree, Value};
pub use unwritten::unwritten;
