//! The real binary, `wechat-edge`, against servers on this machine: the project's own pipeline,
//! servers that misbehave, a stand-in for WeChat's API.

mod api;
mod check;
mod console;
mod credentials;
mod doctor;
mod doctor_login;
mod findings;
mod general;
mod login;
mod login_codes;
mod login_worker;
mod media;
mod menu;
mod qrcode;
mod qrcode_files;
mod qrcode_list;
mod qrcode_push;
mod repeats;
mod scans;
mod scans_restore;
mod scenario;
mod send;
mod server;
mod tool;
mod wechat_api;
mod wechat_content;
mod worker;
