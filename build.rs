//! Reads `replies.toml` and writes it as Rust, so that the wasm holds the rules but nothing that
//! reads them, and a mistake in them stops the build of the Worker.
//!
//! The tool is built nevertheless, without rules: `check` is what shows the mistakes.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    clippy::wrong_self_convention,
    reason = "the Worker's own modules, of which this uses a part"
)]

use std::path::Path;
use std::{env, fs, io, process};

use databake::{Bake, CrateEnv, quote};
use language::Language;

// The modules of the Worker themselves, so that what a rule means is written once. They find each
// other by the same paths as in the library, `crate::rules` and so on: what these files use, this
// list must have.
#[path = "src/language.rs"]
mod language;
#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/wechat"]
mod wechat {
    pub mod event;
    pub mod field;
    pub mod message;
    pub mod reply;
    pub mod scene;
    mod table;
    pub mod xml;
    pub mod xml_writer;
}

/// Names another file than `replies.toml`, for tests.
const FILE: &str = "WECHAT_EDGE_REPLIES";

/// Names a file that is to have the mistakes, as the owner should see them; it is empty where there
/// are none. What cargo prints has words of cargo's around them.
const MISTAKES: &str = "WECHAT_EDGE_MISTAKES";

fn main() {
    let file = env::var(FILE).unwrap_or_else(|_| "replies.toml".to_owned());
    println!("cargo::rerun-if-env-changed={FILE}");
    println!("cargo::rerun-if-env-changed={MISTAKES}");
    println!("cargo::rerun-if-changed={file}");
    if let Err(error) = build(&file) {
        println!("cargo::error={file}: {error}");
        process::exit(0);
    }
}

fn build(file: &str) -> io::Result<()> {
    let (rules, told) = match rules::parse::read_file(&fs::read(file)?) {
        Ok((rules, _)) => (rules, Vec::new()),
        Err(mistakes) => {
            let language = Language::of_locale(|name| {
                println!("cargo::rerun-if-env-changed={name}");
                env::var(name).ok()
            });
            (rules::Rules::NONE, mistakes.rendered(file, language))
        }
    };
    if let Ok(path) = env::var(MISTAKES) {
        let end = if told.is_empty() { "" } else { "\n" };
        fs::write(path, told.join("\n") + end)?;
    }
    // The target's own rules are needed in the wasm only.
    let is_wasm = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32");
    let directive = if is_wasm { "error" } else { "warning" };
    for line in told.iter().flat_map(|told| told.lines()) {
        println!("cargo::{directive}={line}");
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("rules.rs"), write(&rules))?;
    let clients = "/// What the owner wrote into `clients.toml`.\n\
        pub static SETUP: clients::Setup = clients::Setup::NONE;";
    fs::write(Path::new(&out).join("clients.rs"), clients)
}

fn write(rules: &rules::Rules) -> String {
    let context = CrateEnv::default();
    let all = rules.all.bake(&context);
    let exact = rules.exact.bake(&context);
    let others = rules.others.bake(&context);
    let expressions = rules.expressions();
    let (compiled, engine) = if expressions == 0 {
        (quote! {}, quote! { None })
    } else {
        let compiled = quote! {
            static COMPILED: [std::sync::OnceLock<Option<regex_lite::Regex>>; #expressions] =
                [const { std::sync::OnceLock::new() }; #expressions];
        };
        (
            compiled,
            quote! { Some(crate::rules::expression::Engine::new(&COMPILED)) },
        )
    };
    quote! {
        #compiled

        /// What the owner wrote into `replies.toml`.
        pub static RULES: crate::rules::Rules = crate::rules::Rules {
            all: #all,
            exact: #exact,
            others: #others,
            engine: #engine,
        };
    }
    .to_string()
}
