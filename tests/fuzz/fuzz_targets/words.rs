//! `supervisor_tests::fuzzing::words` on libFuzzer's inputs.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| supervisor_tests::fuzzing::words(data));
