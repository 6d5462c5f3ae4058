//! Codes made into a folder: those of an earlier run taken as they are, the others made at the API, drawn,
//! written and listed.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use wechat_edge::language::{Bilingual, tr};
use wechat_edge::wechat::api::qrcode::CreateQrcode;
use wechat_edge::wechat::scene::{Code, Lifetime, Scene};

use super::arguments::Draw;
use super::codes_csv::{CodesCsv, Made};
use super::error::{QrcodeError, boxed};
use super::folder::{Folder, is_file, write_new};
use super::image::Image;
use super::outcome::{FailedJson, Failure, MadeJson, NotMade, ResultJson, Stopped};
use super::wanted::{Key, Label, key};
use crate::cli::api::account::ApiArgs;
use crate::cli::api::client::Api;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::simulator::push_request::now;

/// Up to so many codes are drawn in a terminal where nothing else is asked for.
const DRAWN: usize = 4;

/// What is to be made.
pub(crate) struct Order<'o> {
    /// Each once.
    pub(crate) codes: Vec<Code>,
    pub(crate) labels: HashMap<Key, Label>,
    pub(crate) out: &'o Path,
    /// Which of them are written as pictures; the others are a line of the list.
    pub(crate) has_picture: fn(&Scene) -> bool,
    pub(crate) draw: Draw,
    pub(crate) api: &'o ApiArgs,
}

/// What became of it.
pub(crate) struct Outcome {
    folder: PathBuf,
    existing: Vec<Made>,
    made: Vec<Made>,
    failed: Vec<(Scene, Failure)>,
}

/// Makes what is missing.
pub(crate) fn make(order: Order<'_>, output: &Output) -> Result<Outcome, Box<dyn Bilingual>> {
    order.api.check().map_err(boxed)?;
    let folder = Folder::new(order.out).map_err(boxed)?;
    let list = CodesCsv::read(folder.path()).map_err(boxed)?;

    let now = now();
    let find = |code: &Code| list.find(code, now).cloned();
    let existing: Vec<Made> = order.codes.iter().filter_map(find).collect();
    let is_missing = |code: &Code| list.find(code, now).is_none();
    let missing: Vec<Code> = order.codes.into_iter().filter(is_missing).collect();
    let count = existing.len().saturating_add(missing.len());
    let mut run = Run {
        list,
        folder,
        output,
        labels: order.labels,
        has_picture: order.has_picture,
        draws: match order.draw {
            _ if output.json => false,
            Draw::Always => true,
            Draw::Never => false,
            Draw::Auto => output.is_terminal() && count <= DRAWN,
        },
        existing: Vec::new(),
        made: Vec::new(),
        failed: Vec::new(),
    };
    run.take_existing(existing);
    if !missing.is_empty() {
        // Who has all codes already needs no secret.
        let api = order.api.connect().map_err(boxed)?;
        run.folder.create().map_err(boxed)?;
        run.list.open(!run.labels.is_empty()).map_err(boxed)?;
        run.make(&missing, api);
    }
    Ok(Outcome {
        folder: order.out.to_owned(),
        existing: run.existing,
        made: run.made,
        failed: run.failed,
    })
}

/// A run on its way. The list goes before its folder.
struct Run<'r> {
    list: CodesCsv,
    folder: Folder,
    output: &'r Output,
    labels: HashMap<Key, Label>,
    has_picture: fn(&Scene) -> bool,
    draws: bool,
    existing: Vec<Made>,
    made: Vec<Made>,
    failed: Vec<(Scene, Failure)>,
}

impl Run<'_> {
    /// Codes of an earlier run; pictures that are gone are written again.
    fn take_existing(&mut self, codes: Vec<Made>) {
        for mut made in codes {
            if let Some(label) = self.labels.get(&made.key()) {
                made.label = label.clone();
            }
            if !(self.has_picture)(&made.scene) {
                self.existing.push(made);
                continue;
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
        let (mut remaining, of) = (codes.len(), count(codes.len()));
        for code in codes {
            remaining = remaining.saturating_sub(1);
            if !(self.has_picture)(code.scene()) {
                let done = of.saturating_sub(count(remaining));
                self.output.progress(done, of);
            }
            match self.make_one(code, &mut api) {
                Ok(made) => self.made.push(made),
                Err(failure) => {
                    // Takes the progress away.
                    self.output.progress(of, of);
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
        let has_picture = (self.has_picture)(code.scene());
        for path in self.images(&file).iter().filter(|_| has_picture) {
            // Before the code is asked for: it counts, even if nobody can look at it.
            if is_file(path).map_err(Failure::Own)? && !is_own {
                return Err(Failure::Own(QrcodeError::NotOurs(path.clone())));
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
        if !has_picture {
            return Ok(made);
        }
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
}

impl Outcome {
    /// All codes that are there now.
    pub(crate) fn codes(&self) -> Vec<&Made> {
        self.existing.iter().chain(&self.made).collect()
    }

    pub(crate) fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.failed.iter().map(|(_, failure)| failure)
    }

    /// Says it; `sent` is how many a Worker was told of, or how that ended.
    pub(crate) fn conclude(&self, sent: Option<Result<usize, Exit>>, output: &Output) -> Exit {
        let folder = self.folder.display();
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

/// For the display of progress.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
