//! Reads `replies.toml` and writes it as Rust, so that a mistake in it stops the build, and the wasm
//! holds the rules but nothing that reads them.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::wrong_self_convention,
    reason = "the Worker's own modules, of which this uses a part"
)]

use std::path::Path;
use std::{env, fs, process};

use databake::{Bake, CrateEnv, quote};

// The modules of the Worker themselves, so that what a rule means is written once.
#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/wechat"]
mod wechat {
    pub mod event;
    pub mod field;
    pub mod message;
    pub mod reply;
    pub mod scene;
    pub mod xml;
    pub mod xml_writer;
}

/// Names another file than `replies.toml`, for tests.
const FILE: &str = "WECHAT_EDGE_REPLIES";

fn main() {
    let file = env::var(FILE).unwrap_or_else(|_| "replies.toml".to_owned());
    println!("cargo::rerun-if-env-changed={FILE}");
    println!("cargo::rerun-if-changed={file}");
    let written = fs::read_to_string(&file)
        .map_err(|error| format!("{file}: {error}"))
        .and_then(|toml| rules::parse::read(&toml).map_err(|error| format!("{file}:{error}")))
        .map(|rules| write(&rules));
    match written {
        Ok(rust) => {
            let out = env::var("OUT_DIR").unwrap_or_default();
            if let Err(error) = fs::write(Path::new(&out).join("rules.rs"), rust) {
                fail(&error.to_string());
            }
        }
        Err(message) => fail(&message),
    }
}

fn fail(message: &str) -> ! {
    println!("cargo::error={message}");
    process::exit(0);
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
            quote! { Some(crate::rules::text::Engine::new(&COMPILED)) },
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
