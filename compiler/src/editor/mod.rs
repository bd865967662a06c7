//! What an editor asks of a configuration, in bytes of its texts: completion, hover, definitions, names that change.
//!
//! A language server turns positions into offsets, asks here, and turns ranges into positions; nothing here knows its
//! protocol. Features that need nothing but a text take a [`Document`], all others an [`Analysis`]: a main file with all
//! that it includes. Nothing fails on a broken file: what can be known is known.
//!
//! Every span that comes out lies in the text, on character boundaries.

mod allowed;
mod analysis;
mod at;
pub mod completion;
pub mod definition;
mod document;
mod effective;
pub mod folding;
pub mod hints;
pub mod hover;
pub mod links;
mod names;
mod programs;
#[cfg(test)]
mod properties;
pub mod rename;
pub mod selection;
pub mod symbols;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
pub mod tokens;
mod words;

pub use analysis::{Analysis, Findings};
pub use document::Document;
