//! Makes the JavaScript glue of a compiled Worker: `glue <input.wasm> <folder>`.

use std::env;
use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let (Some(input), Some(folder), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("usage: glue <input.wasm> <folder>".into());
    };
    let mut bindgen = Bindgen::new();
    bindgen
        .module(true)?
        .input_path(input)
        .out_name("index")
        .typescript(false)
        // These two let the Worker start over after a panic.
        .reset_state_function(true)
        .force_enable_abort_handler(true);
    Ok(bindgen.generate(folder)?)
}
