//! Reads `replies.toml` and `clients.toml` and writes them as Rust, so that the wasm holds what they say but
//! nothing that reads it, and a mistake in them stops the build of the Worker.
//!
//! The tool is built nevertheless, without rules or clients: `check` is what shows the mistakes.

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
use login::clients::{Setup, parse};

// The modules of the Worker themselves, so that what a rule means is written once. They find each
// other by the same paths as in the library, `crate::rules` and so on: what these files use, this
// list must have.
#[path = "src/language.rs"]
mod language;
#[path = "src/login"]
mod login {
    pub mod clients;
}
#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/toml_file/mod.rs"]
mod toml_file;
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

/// Names a file that is to have the mistakes, as the owner should see them; it is empty where there
/// are none. What cargo prints has words of cargo's around them.
const MISTAKES: &str = "WECHAT_EDGE_MISTAKES";

fn main() {
    println!("cargo::rerun-if-env-changed={MISTAKES}");
    if let Err(error) = build() {
        println!("cargo::error={error}");
        process::exit(0);
    }
}

fn build() -> io::Result<()> {
    let language = Language::of_locale(|name| {
        println!("cargo::rerun-if-env-changed={name}");
        env::var(name).ok()
    });
    let (rules, mut told) = read_rules(language)?;
    let (clients, more) = read_clients(language)?;
    told.extend(more);
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
    fs::write(Path::new(&out).join("clients.rs"), write_clients(&clients))
}

fn read_rules(language: Language) -> io::Result<(rules::Rules, Vec<String>)> {
    let file = source("WECHAT_EDGE_REPLIES", "replies.toml");
    let content = fs::read(&file).map_err(|error| unreadable(&file, &error))?;
    Ok(match rules::parse::read_file(&content) {
        Ok((rules, _)) => (rules, Vec::new()),
        Err(mistakes) => (rules::Rules::NONE, mistakes.rendered(&file, language)),
    })
}

/// Where there is no such file, nobody signs in: a clone from before sign-in has none.
fn read_clients(language: Language) -> io::Result<(Setup, Vec<String>)> {
    const CLIENTS: &str = "clients.toml";
    let file = source("WECHAT_EDGE_CLIENTS", CLIENTS);
    let content = match fs::read(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && file == CLIENTS => Vec::new(),
        content => content.map_err(|error| unreadable(&file, &error))?,
    };
    Ok(match parse::read(&content) {
        Ok(setup) => (setup, Vec::new()),
        Err(mistakes) => (Setup::NONE, mistakes.rendered(&file, language)),
    })
}

/// The file that the owner writes; `variable` names another one, for tests.
fn source(variable: &str, name: &str) -> String {
    println!("cargo::rerun-if-env-changed={variable}");
    let file = env::var(variable).unwrap_or_else(|_| name.to_owned());
    println!("cargo::rerun-if-changed={file}");
    file
}

fn unreadable(file: &str, error: &io::Error) -> io::Error {
    io::Error::other(format!("{file}: {error}"))
}

fn write_clients(setup: &Setup) -> String {
    let setup = setup.bake(&CrateEnv::default());
    quote! {
        /// What the owner wrote into `clients.toml`.
        pub static SETUP: crate::login::clients::Setup = #setup;
    }
    .to_string()
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
