//! The cases of this folder, which are data (README.md says how to read them).

mod cases;
mod official;
#[path = "../wechat_side/mod.rs"]
mod wechat_side;
