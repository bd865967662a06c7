//! supervisord as a library: [`core`] decides; the modules around it turn the world into its inputs and its effects
//! into the world.

pub mod core;
