//! Codes made, drawn, written and listed.

use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::Exit;
use super::api::{Api, ApiError};
use super::api_errors::Remedy;
use super::arguments::{Create, Draw};
use super::code_list::{CodeList, Made, Wanted};
use super::console::{Console, visible};
use super::load::progress;
use super::picture::Picture;
use super::scene::{Lifetime, Scene};
use super::signed::now;

/// Up to so many codes are drawn in a terminal of themselves.
const DRAWN: usize = 4;

/// A run on its way.
pub(crate) struct Workshop<'r> {
    create: &'r Create,
    console: &'r Console,
    list: CodeList,
    bar: ProgressBar,
    draws: bool,
    existing: Vec<Made>,
    made: Vec<Made>,
    /// Scenes, and why not.
    failed: Vec<(String, String)>,
    no_answer: bool,
}

/// Why a code was not made.
struct Failure {
    reason: String,
    /// Whether the others would fail as well.
    is_final: bool,
    no_answer: bool,
}

impl<'r> Workshop<'r> {
    pub(crate) fn new(
        create: &'r Create,
        list: CodeList,
        count: usize,
        console: &'r Console,
    ) -> Self {
        Workshop {
            create,
            console,
            list,
            bar: match count {
                0 | 1 => ProgressBar::hidden(),
                _ => progress(u64::try_from(count).unwrap_or(0), console),
            },
            draws: match create.draw {
                _ if console.json => false,
                Draw::Always => true,
                Draw::Never => false,
                Draw::Auto => console.is_terminal() && count <= DRAWN,
            },
            existing: Vec::new(),
            made: Vec::new(),
            failed: Vec::new(),
            no_answer: false,
        }
    }

    /// Codes of an earlier run; pictures that are gone are written again.
    pub(crate) fn show_existing(&mut self, codes: Vec<Made>) {
        for made in codes {
            match self.write_pictures(&made, false) {
                Ok(picture) => {
                    let line = self
                        .console
                        .texts
                        .existing(visible(&made.scene.to_string()));
                    self.show(&line, &picture);
                    self.existing.push(made);
                }
                Err(failure) => self.fail(&made.scene, failure.reason),
            }
            self.bar.inc(1);
        }
    }

    pub(crate) fn make(&mut self, codes: &[Wanted], mut api: Api) {
        for (index, code) in codes.iter().enumerate() {
            self.bar.set_message(visible(&code.scene.to_string()));
            match self.make_one(code, &mut api) {
                Ok(made) => self.made.push(made),
                Err(failure) => {
                    self.fail(&code.scene, failure.reason);
                    self.no_answer |= failure.no_answer;
                    let remaining = codes.len().saturating_sub(index).saturating_sub(1);
                    if failure.is_final && remaining > 0 {
                        let stopped = self.console.texts.stopped(remaining);
                        self.bar.suspend(|| self.console.error(&stopped));
                    }
                    if failure.is_final {
                        return;
                    }
                }
            }
            self.bar.inc(1);
        }
    }

    fn make_one(&mut self, code: &Wanted, api: &mut Api) -> Result<Made, Failure> {
        let texts = self.console.texts;
        let warn = |what: &str| self.bar.suspend(|| self.console.warn(what));
        let created = api.create(&code.scene, code.lifetime, &warn);
        let ticket = created.map_err(|error| Failure {
            reason: api.describe(&error),
            is_final: error.remedy() != Remedy::Next,
            no_answer: matches!(error, ApiError::NoAnswer(_)),
        })?;
        let made = Made {
            scene: code.scene.clone(),
            valid_until: match code.lifetime {
                Lifetime::Temporary(seconds) => Some(now().saturating_add(u64::from(seconds))),
                Lifetime::Permanent => None,
            },
            file: self.list.file_name(code),
            ticket: ticket.ticket,
            url: ticket.url,
        };
        // First of all, since it cannot be had again; pictures can be drawn again.
        self.list.add(made.clone()).map_err(|error| {
            let folder = self.create.out.display();
            Failure::on_disk(texts.list_unwritable(folder, error))
        })?;
        let picture = self.write_pictures(&made, true)?;
        let valid = match made.valid_until {
            None => texts.valid_permanently(),
            Some(_) => texts.valid_until(made.valid_until_text()),
        };
        let scene = visible(&made.scene.to_string());
        self.show(&texts.made(scene, valid, visible(&made.url)), &picture);
        Ok(made)
    }

    /// Writes a code's pictures, those that exist only if they are `outdated`.
    fn write_pictures(&self, made: &Made, outdated: bool) -> Result<Picture, Failure> {
        let texts = self.console.texts;
        let picture =
            Picture::new(&made.url).ok_or_else(|| Failure::on_disk(texts.api_incomplete("url")))?;
        for ending in ["png", "svg"] {
            let path = self.create.out.join(format!("{}.{ending}", made.file));
            if path.exists() && !outdated {
                continue;
            }
            let bytes = match ending {
                "png" => picture.png().unwrap_or_default(),
                _ => picture.svg().into_bytes(),
            };
            std::fs::write(&path, bytes)
                .map_err(|error| Failure::on_disk(texts.list_unwritable(path.display(), error)))?;
        }
        Ok(picture)
    }

    fn show(&self, line: &str, picture: &Picture) {
        self.bar.suspend(|| {
            self.console.say(line);
            if self.draws {
                self.console.result(&picture.drawing());
            }
        });
    }

    fn fail(&mut self, scene: &Scene, reason: String) {
        let scene = scene.to_string();
        let reason = visible(&reason);
        let line = self.console.texts.not_made(visible(&scene), &reason);
        self.bar.suspend(|| self.console.error(&line));
        self.failed.push((scene, reason));
    }

    pub(crate) fn conclude(&self) -> Exit {
        self.bar.finish_and_clear();
        let folder = self.create.out.display();
        if self.console.json {
            let failed: Vec<_> = self
                .failed
                .iter()
                .map(|(scene, reason)| json!({ "scene": scene, "reason": reason }))
                .collect();
            let object = json!({
                "made": self.made.iter().map(as_json).collect::<Vec<_>>(),
                "existing": self.existing.iter().map(as_json).collect::<Vec<_>>(),
                "failed": failed,
                "folder": self.create.out,
            });
            self.console.result(&object.to_string());
        }
        let counts = [self.made.len(), self.existing.len(), self.failed.len()];
        let [made, existing, failed] = counts;
        let texts = self.console.texts;
        self.console
            .say(&texts.made_all(made, existing, failed, folder));
        match (self.failed.is_empty(), self.no_answer) {
            (true, _) => Exit::Ok,
            (false, true) => Exit::NoAnswer,
            (false, false) => Exit::Problem,
        }
    }
}

impl Failure {
    fn on_disk(reason: String) -> Failure {
        Failure {
            reason,
            is_final: true,
            no_answer: false,
        }
    }
}

fn as_json(made: &Made) -> Value {
    json!({
        "scene": made.scene.to_string(),
        "valid_until": made.valid_until_text(),
        "ticket": made.ticket,
        "url": made.url,
        "file": made.file,
    })
}
