//! `qrcode create`: the codes of the arguments or of a list.

use wechat_edge::language::Bilingual;
use wechat_edge::wechat::scene::Code;

use super::arguments::Create;
use super::making::{Order, make};
use super::outcome::Warning;
use super::push::send_if_configured;
use super::wanted::{Wanted, wanted};
use crate::cli::check;
use crate::cli::exit::Exit;
use crate::cli::output::Output;

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
    let order = Order {
        codes,
        labels,
        out: &create.out,
        has_picture: |_| true,
        draw: create.draw,
        api: &create.api,
    };
    let outcome = make(order, output)?;
    let sent = send_if_configured(&outcome.codes(), output);
    Ok(outcome.conclude(sent, output))
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
