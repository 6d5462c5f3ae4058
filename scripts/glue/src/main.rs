//! Makes the JavaScript glue of a compiled Worker: `glue <input.wasm> <folder>`.

use std::env;
use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

/// Classes that `worker` and what it depends on export to JavaScript. Nobody there uses them, and what they
/// are made of would stay in the wasm: 12 KiB.
const CLASSES: [&str; 6] = [
    "containerstartupoptions",
    "intounderlyingbytesource",
    "intounderlyingsink",
    "intounderlyingsource",
    "minifyconfig",
    "r2range",
];

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
    let mut output = bindgen.generate_output()?;
    let exports = &mut output.wasm_mut().exports;
    let is_unused = |name: &str| CLASSES.iter().any(|class| name.contains(class));
    let unused: Vec<_> = exports
        .iter()
        .filter(|export| is_unused(&export.name))
        .map(|export| export.id())
        .collect();
    for export in unused {
        exports.delete(export);
    }
    Ok(output.emit(folder)?)
}
