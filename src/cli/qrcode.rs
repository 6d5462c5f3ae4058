//! `qrcode create`: what is asked for, checked; then [`super::workshop`] makes it.

use std::collections::HashSet;
use std::path::Path;

use super::Exit;
use super::api::Api;
use super::arguments::{Create, Qrcode, QrcodeCommand};
use super::check;
use super::code_list::{CodeList, Wanted, read_wanted};
use super::console::{Console, visible};
use super::http::{host, is_loopback, uri};
use super::language::Language;
use super::scene::{Lifetime, Scene};
use super::settings::Settings;
use super::signed::now;
use super::workshop::Workshop;

pub(crate) fn run(qrcode: &Qrcode, language: Language, console: &Console) -> Exit {
    let QrcodeCommand::Create(create) = &qrcode.command;
    match run_create(create, check::answered_scenes(), language, console) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn run_create(
    create: &Create,
    fits: Option<impl Fn(&str) -> bool>,
    language: Language,
    console: &Console,
) -> Result<Exit, Exit> {
    let usage = |error: String| {
        console.error(&visible(&error));
        Exit::Usage
    };
    let wanted = wanted(create, console)?;
    for scene in unanswered(&wanted, fits) {
        console.warn(&console.texts.no_rule(visible(&scene)));
    }
    if !is_api(&create.api) {
        return Err(usage(console.texts.api_malformed(&create.api)));
    }
    let folder = &create.out;
    std::fs::create_dir_all(folder)
        .map_err(|error| usage(console.texts.list_unwritable(folder.display(), error)))?;
    let list = CodeList::read(folder, console.texts).map_err(usage)?;

    let now = now();
    let mut existing = Vec::new();
    let mut missing = Vec::new();
    for code in &wanted {
        match list.find(code, now) {
            Some(made) => existing.push(made.clone()),
            None => missing.push(code.clone()),
        }
    }
    let mut workshop = Workshop::new(create, list, wanted.len(), console);
    workshop.show_existing(existing);
    if !missing.is_empty() {
        // Who has all codes already needs no secret.
        let api = api(create, language, console).map_err(usage)?;
        workshop.make(&missing, api);
    }
    Ok(workshop.conclude())
}

/// The codes asked for, checked, each once. All faults are shown.
fn wanted(create: &Create, console: &Console) -> Result<Vec<Wanted>, Exit> {
    let texts = console.texts;
    let lifetime = match create.permanent {
        true => Lifetime::Permanent,
        false => create.expires,
    };
    let mut faults = Vec::new();
    let mut all = Vec::new();
    for scene in &create.scenes {
        match Scene::read(scene, lifetime, create.string, texts) {
            Ok(scene) => all.push(Wanted { scene, lifetime }),
            Err(fault) => faults.push(fault),
        }
    }
    if let Some(path) = &create.from {
        match read_wanted(path, lifetime, create.string, texts) {
            Ok(listed) => all.extend(listed),
            Err(more) => faults.extend(more),
        }
    }
    for fault in &faults {
        console.error(&visible(fault));
    }
    if !faults.is_empty() {
        return Err(Exit::Usage);
    }
    let mut seen = HashSet::new();
    let mut wanted = Vec::new();
    for code in all {
        if seen.insert(code.key()) {
            wanted.push(code);
        } else {
            console.warn(&texts.scenes_twice(visible(&code.scene.to_string())));
        }
    }
    Ok(wanted)
}

/// The scenes that no rule fits: such a code is printed in vain, since who scans it gets no answer.
/// `fits` says of a scene whether a rule does; without a file of rules nothing is known.
fn unanswered(wanted: &[Wanted], fits: Option<impl Fn(&str) -> bool>) -> Vec<String> {
    let Some(fits) = fits else {
        return Vec::new();
    };
    let scenes = wanted.iter().map(|code| code.scene.to_string());
    scenes.filter(|scene| !fits(scene)).collect()
}

/// The secret goes there: only by https, or within this machine.
fn is_api(url: &str) -> bool {
    let is_tls = uri(url).is_some_and(|uri| uri.scheme_str() == Some("https"));
    is_tls || host(url).is_some_and(|host| is_loopback(&host))
}

fn api(create: &Create, language: Language, console: &Console) -> Result<Api, String> {
    let texts = console.texts;
    let settings = Settings::read(Path::new("."), texts)?;
    let app_id = settings.find("WECHAT_APP_ID", create.app_id.as_deref());
    let secret = settings.find("WECHAT_APP_SECRET", None);
    let account = (
        app_id.ok_or_else(|| texts.no_app_id())?.value,
        secret.ok_or_else(|| texts.no_app_secret())?.value,
    );
    let Create { timeout, pause, .. } = create;
    Ok(Api::new(
        &create.api,
        account,
        *timeout,
        *pause,
        texts,
        language,
    ))
}

#[cfg(test)]
mod tests {
    use super::{Wanted, unanswered};
    use crate::cli::scene::{Lifetime, Scene};

    #[test]
    fn scenes_that_no_rule_fits_are_found_as_they_come_in_a_scan() {
        let lifetime = Lifetime::Permanent;
        let scenes = [
            Scene::Text("store-12".into()),
            Scene::Number(7),
            Scene::Number(8),
        ];
        let wanted = scenes.map(|scene| Wanted { scene, lifetime });
        let fits = |scene: &str| scene.starts_with("store-") || scene == "8";
        assert_eq!(unanswered(&wanted, Some(fits)), ["7"]);
        assert_eq!(unanswered(&wanted, None::<fn(&str) -> bool>), [""; 0]);
    }
}
