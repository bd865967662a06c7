//! Each row of the table of spec-runtime §1.3, timings, order, and what is logged meanwhile.

mod groups;
mod listeners;
mod refresh;
mod requests;
mod shutdown;
mod starting;
mod stopping;
mod twiddle;
