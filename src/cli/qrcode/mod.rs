//! `qrcode`: parametric QR codes, made at the API, drawn and listed.

pub(crate) mod arguments;
mod codes_csv;
mod create;
mod csv_cell;
mod error;
mod file_name;
mod folder;
mod image;
mod outcome;
mod wanted;

pub(crate) use create::run;
