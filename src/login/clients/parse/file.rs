//! The file as a whole.

use std::collections::HashMap;

use super::client;
use super::kind::{Findings, Mistakes};
use super::secret;
use crate::login::clients::setup::{Client, Setup};
use crate::toml_file::{Lines, Node, Table, Words, pieces, text_of};

/// Reads a file of clients as it is on the disk.
///
/// # Errors
///
/// All that is wrong with it.
///
/// ```
/// let setup = wechat_edge::login::clients::parse::read(
///     br#"
///     [[client]]
///     id = "grafana"
///     name = "Grafana"
///     redirect_uris = ["http://grafana.example.com/login/generic_oauth"]
///     secret = "GRAFANA_CLIENT_SECRET"
///     "#,
/// );
/// assert_eq!(
///     setup.unwrap_err().to_string(),
///     "5:22: http is for localhost, 127.0.0.1 and [::1] alone: write https://",
/// );
/// ```
pub fn read(file: &[u8]) -> Result<Setup, Mistakes> {
    let toml = text_of(file)?;
    let lines = Lines::of(toml);
    let mut findings = Findings::default();
    let mut clients: Vec<Client> = Vec::new();
    let mut wechat_server = None;
    let mut ids = HashMap::new();
    pieces(toml, &mut findings, |file, findings| {
        let Some(mut table) = Table::of(file, findings) else {
            return;
        };
        if let Some(node) = table.get("wechat_server") {
            wechat_server = secret::read(node, findings);
        }
        let nodes = table.get("client").map_or(Vec::new(), Node::list);
        table.finish(Words::FILE, findings);
        for node in nodes {
            clients.extend(client::read(node, &lines, &mut ids, findings));
        }
    });
    if !findings.mistakes.is_empty() {
        return Err(Mistakes::new(toml, findings.mistakes));
    }
    Ok(Setup {
        clients: clients.leak(),
        wechat_server,
    })
}
