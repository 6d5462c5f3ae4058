//! `media list`: the permanent media of the account.

use serde::Serialize;
use wechat_edge::language::tr;
use wechat_edge::wechat::api::media::{BatchGetMaterial, MAX_LISTED, Material, MediaType};

use super::arguments::{ListArgs, Listed};
use super::error::MediaFailure;
use crate::cli::api::client::Api;
use crate::cli::output::Output;
use crate::cli::time::rfc3339;

/// The media of one type.
#[derive(Serialize)]
struct Group {
    #[serde(rename = "type")]
    media_type: &'static str,
    total: u64,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    media_id: String,
    name: String,
    updated: String,
}

#[derive(Serialize)]
struct ListJson {
    media: Vec<Group>,
}

pub(crate) fn run(arguments: &ListArgs, output: &Output) -> Result<(), MediaFailure> {
    let mut api = arguments.api.connect().map_err(MediaFailure::Account)?;
    let types = match arguments.media_type {
        Some(one) => vec![one],
        None => vec![Listed::Image, Listed::Voice, Listed::Video],
    };
    let mut media = Vec::new();
    for listed in types {
        let group = group(listed.media_type(), arguments.count, &mut api, output)?;
        if !output.json {
            show(&group, output);
        }
        media.push(group);
    }
    if output.json {
        output.json(&ListJson { media });
    }
    Ok(())
}

/// The newest of a type, in as many calls as it takes.
fn group(
    media_type: MediaType,
    count: u32,
    api: &mut Api,
    output: &Output,
) -> Result<Group, MediaFailure> {
    let mut group = Group {
        media_type: media_type.name(),
        total: 0,
        items: Vec::new(),
    };
    let wanted = usize::try_from(count).unwrap_or(usize::MAX);
    while group.items.len() < wanted {
        let left = wanted.saturating_sub(group.items.len());
        let call = BatchGetMaterial {
            media_type,
            offset: u64::try_from(group.items.len()).unwrap_or(u64::MAX),
            count: u8::try_from(left).map_or(MAX_LISTED, |left| left.min(MAX_LISTED)),
        };
        let answer = api.call(&call, output).map_err(MediaFailure::Api)?;
        group.total = answer.total_count;
        let items = answer.item.into_iter().take(left).map(item);
        let before = group.items.len();
        group.items.extend(items);
        let count = group.items.len();
        // An API that says there are more, and gives none, is not asked for ever.
        if count == before || u64::try_from(count).is_ok_and(|count| count >= group.total) {
            break;
        }
    }
    Ok(group)
}

fn item(material: Material) -> Item {
    Item {
        media_id: material.media_id.into(),
        name: material.name,
        updated: rfc3339(material.update_time),
    }
}

fn show(group: &Group, output: &Output) {
    let (media_type, total, listed) = (group.media_type, group.total, group.items.len());
    for Item {
        media_id,
        name,
        updated,
    } in &group.items
    {
        let line = format!("{media_type}  {media_id}  {updated}  {name}");
        output.result(&line.replace('\n', "␊"));
    }
    output.say(&tr!(
        output.language,
        "{media_type}: {listed} of {total}",
        "{media_type}：{total} 个中的 {listed} 个"
    ));
}
