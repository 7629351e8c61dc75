#![no_main]

#[path = "../../suite/fuzzed"]
mod fuzzed {
    #[allow(dead_code, reason = "each target takes some of it")]
    pub mod bytes;
    pub mod callbacks;
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzzed::callbacks::run(data));
