//! `qrcode create`: codes checked, made, drawn, written and listed.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use wechat_edge::language::{Bilingual, tr};
use wechat_edge::wechat::api::qrcode::CreateQrcode;
use wechat_edge::wechat::scene::{Code, Lifetime, Scene};

use super::arguments::{Create, Draw};
use super::codes_csv::{CodesCsv, Made};
use super::error::{QrcodeError, boxed};
use super::folder::{Folder, is_file, write_new};
use super::image::Image;
use super::outcome::{FailedJson, Failure, MadeJson, NotMade, ResultJson, Stopped, Warning};
use super::push::send_if_configured;
use super::wanted::{Key, Label, Wanted, key, wanted};
use crate::cli::api::client::Api;
use crate::cli::check;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::simulator::push_request::now;

/// Up to so many codes are drawn in a terminal where nothing else is asked for.
const DRAWN: usize = 4;

pub(super) fn run(create: &Create, output: &Output) -> Result<Exit, Box<dyn Bilingual>> {
    let Wanted {
        codes,
        twice,
        labels,
    } = match wanted(create) {
        Ok(wanted) => wanted,
        Err(faults) => {
            faults.iter().for_each(|fault| output.error(fault));
            return Ok(Exit::Usage);
        }
    };
    for scene in twice {
        output.warn(&Warning::Twice(scene));
    }
    for scene in unanswered(&codes, check::answered_scenes()) {
        output.warn(&Warning::NoRule(scene));
    }
    create.api.check().map_err(boxed)?;
    let folder = Folder::new(&create.out).map_err(boxed)?;
    let list = CodesCsv::read(folder.path()).map_err(boxed)?;

    let now = now();
    let find = |code: &Code| list.find(code, now).cloned();
    let existing: Vec<Made> = codes.iter().filter_map(find).collect();
    let is_missing = |code: &Code| list.find(code, now).is_none();
    let missing: Vec<Code> = codes.into_iter().filter(is_missing).collect();
    let count = existing.len().saturating_add(missing.len());
    let mut run = Run {
        list,
        folder,
        output,
        labels,
        draws: match create.draw {
            _ if output.json => false,
            Draw::Always => true,
            Draw::Never => false,
            Draw::Auto => output.is_terminal() && count <= DRAWN,
        },
        existing: Vec::new(),
        made: Vec::new(),
        failed: Vec::new(),
    };
    run.show_existing(existing);
    if !missing.is_empty() {
        // Who has all codes already needs no secret.
        let api = create.api.connect().map_err(boxed)?;
        run.folder.create().map_err(boxed)?;
        run.list.open(!run.labels.is_empty()).map_err(boxed)?;
        run.make(&missing, api);
    }
    Ok(run.conclude())
}

/// The scenes that no rule fits: such a code is printed in vain, since who scans it gets no answer.
/// `fits` says of a scene whether a rule does; without a file of rules nothing is known.
fn unanswered(codes: &[Code], fits: Option<impl Fn(&str) -> bool>) -> Vec<String> {
    let Some(fits) = fits else {
        return Vec::new();
    };
    let scenes = codes.iter().map(|code| code.scene().to_string());
    scenes.filter(|scene| !fits(scene)).collect()
}

/// A run on its way. The list goes before its folder.
struct Run<'r> {
    list: CodesCsv,
    folder: Folder,
    output: &'r Output,
    labels: HashMap<Key, Label>,
    draws: bool,
    existing: Vec<Made>,
    made: Vec<Made>,
    failed: Vec<(Scene, Failure)>,
}

impl Run<'_> {
    /// Codes of an earlier run; pictures that are gone are written again.
    fn show_existing(&mut self, codes: Vec<Made>) {
        for mut made in codes {
            if let Some(label) = self.labels.get(&made.key()) {
                made.label = label.clone();
            }
            let shown = Image::new(&made.url).and_then(|image| {
                self.write_images(&made, &image, false)?;
                Ok(image)
            });
            match shown {
                Ok(image) => {
                    let scene = &made.scene;
                    let line = tr!(
                        self.output.language,
                        "{scene}  made before",
                        "{scene}  之前已生成"
                    );
                    self.show(&line, &image);
                    self.existing.push(made);
                }
                Err(error) => self.fail(&made.scene, Failure::Own(error)),
            }
        }
    }

    fn make(&mut self, codes: &[Code], mut api: Api) {
        let mut remaining = codes.len();
        for code in codes {
            remaining = remaining.saturating_sub(1);
            match self.make_one(code, &mut api) {
                Ok(made) => self.made.push(made),
                Err(failure) => {
                    let is_final = failure.is_final();
                    self.fail(code.scene(), failure);
                    if is_final && remaining > 0 {
                        self.output.error(&Stopped { remaining });
                    }
                    if is_final {
                        return;
                    }
                }
            }
        }
    }

    fn make_one(&mut self, code: &Code, api: &mut Api) -> Result<Made, Failure> {
        let (file, is_own) = self.list.file_name(code);
        for path in self.images(&file) {
            // Before the code is asked for: it counts, even if nobody can look at it.
            if is_file(&path).map_err(Failure::Own)? && !is_own {
                return Err(Failure::Own(QrcodeError::NotOurs(path)));
            }
        }
        let ticket = api
            .call(&CreateQrcode(code), self.output)
            .map_err(Failure::Api)?;
        let image = Image::new(&ticket.url).map_err(Failure::Own)?;
        let made = Made {
            scene: code.scene().clone(),
            valid_until: match code.lifetime() {
                Lifetime::Temporary(seconds) => {
                    Some(now().saturating_add(u64::from(seconds.get())))
                }
                Lifetime::Permanent => None,
            },
            file,
            ticket: ticket.ticket,
            url: ticket.url,
            label: self.labels.get(&key(code)).cloned().unwrap_or_default(),
        };
        // First of all, since it cannot be had again; pictures can be drawn again.
        self.list.add(made.clone()).map_err(Failure::Own)?;
        self.write_images(&made, &image, true)
            .map_err(Failure::Own)?;
        let language = self.output.language;
        let until = made.valid_until_text();
        let valid = match made.valid_until {
            None => tr!(language, "permanent", "永久"),
            Some(_) => tr!(language, "until {until}", "到 {until}"),
        };
        let (scene, url) = (&made.scene, &made.url);
        let line = tr!(
            language,
            "{scene}  {valid}  {url}",
            "{scene}  有效期 {valid}  {url}"
        );
        self.show(&line, &image);
        Ok(made)
    }

    fn images(&self, file: &str) -> [PathBuf; 2] {
        ["png", "svg"].map(|ending| self.folder.path().join(format!("{file}.{ending}")))
    }

    /// Writes a code's pictures, those that exist only if they are `outdated`: they are the code's
    /// own, by the list.
    fn write_images(&self, made: &Made, image: &Image, outdated: bool) -> Result<(), QrcodeError> {
        let [png, svg] = self.images(&made.file);
        let write = |path: &PathBuf, content: &dyn Fn() -> Result<Vec<u8>, QrcodeError>| {
            if is_file(path)? {
                if !outdated {
                    return Ok(());
                }
                fs::remove_file(path).map_err(QrcodeError::unwritable(path))?;
            }
            write_new(path, &content()?)
        };
        write(&png, &|| image.png())?;
        write(&svg, &|| Ok(image.svg().into_bytes()))
    }

    fn show(&self, line: &str, image: &Image) {
        self.output.say(line);
        if self.draws {
            self.output.drawing(&image.drawing());
        }
    }

    fn fail(&mut self, scene: &Scene, failure: Failure) {
        self.output.error(&NotMade {
            scene,
            failure: &failure,
        });
        self.failed.push((scene.clone(), failure));
    }

    fn conclude(self) -> Exit {
        let all: Vec<&Made> = self.existing.iter().chain(&self.made).collect();
        let sent = send_if_configured(&all, self.output);
        let (output, folder) = (self.output, self.folder.path().display());
        let language = output.language;
        if output.json {
            let failed = |(scene, failure): &(Scene, Failure)| FailedJson {
                scene: scene.to_string(),
                error: failure.json(language),
            };
            output.json(&ResultJson {
                made: self.made.iter().map(MadeJson::new).collect(),
                existing: self.existing.iter().map(MadeJson::new).collect(),
                failed: self.failed.iter().map(failed).collect(),
                folder: folder.to_string(),
                sent: sent.as_ref().and_then(|sent| sent.as_ref().ok()).copied(),
            });
        }
        let (made, existing) = (self.made.len(), self.existing.len());
        let failed = self.failed.len();
        output.say(&tr!(
            language,
            "{made} made, {existing} made before, {failed} failed; see {folder}",
            "生成 {made} 个，之前已有 {existing} 个，失败 {failed} 个；见 {folder}"
        ));
        let is_no_answer = |(_, failure): &(_, Failure)| matches!(failure, Failure::Api(error) if error.is_no_answer());
        match (self.failed.is_empty(), self.failed.iter().any(is_no_answer)) {
            (true, _) => sent.and_then(Result::err).unwrap_or(Exit::Ok),
            (false, true) => Exit::NoAnswer,
            (false, false) => Exit::Problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, unanswered};
    use wechat_edge::wechat::scene::{Lifetime, Scene};

    #[test]
    fn scenes_that_no_rule_fits_are_found_as_they_come_in_a_scan() {
        let codes = ["store-12", "7", "8"]
            .map(|scene| Code::new(Scene::read(scene).unwrap(), Lifetime::Permanent).unwrap());
        let fits = |scene: &str| scene.starts_with("store-") || scene == "8";
        assert_eq!(unanswered(&codes, Some(fits)), ["7"]);
        assert_eq!(unanswered(&codes, None::<fn(&str) -> bool>), [""; 0]);
    }
}
