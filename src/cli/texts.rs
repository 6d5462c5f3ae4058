//! Every sentence that the tool prints, by name, with the values that go into it. `english.rs` and
//! `chinese.rs` fill these in: the compiler sees to it that none is missing, a test that none lacks
//! a value.

use std::fmt::Display;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Ok,
    Warn,
    Fail,
}

/// Something found out about an account, its Worker or a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) level: Level,
    /// The finding's name, the same in every language and version: for scripts.
    pub(crate) name: &'static str,
    /// What is so.
    pub(crate) what: String,
    /// What to do about it; empty where all is well.
    pub(crate) todo: String,
}

impl Level {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Ok => "ok",
            Level::Warn => "warn",
            Level::Fail => "FAIL",
        }
    }
}

/// Replaces each `{name}` in a text by its value. Values are not looked into.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(value);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Writes the struct with a field for each text, a method of the same name that fills it in, and
/// for findings both their sentences.
macro_rules! texts {
    (
        texts { $( $text:ident($($value:ident),*); )* }
        findings { $( $level:ident $finding:ident($($part:ident),*); )* }
    ) => {
        /// All sentences of one language.
        pub(crate) struct Texts {
            $( pub(crate) $text: &'static str, )*
            $( pub(crate) $finding: (&'static str, &'static str), )*
        }

        impl Texts {
            $(
                pub(crate) fn $text(&self, $($value: impl Display),*) -> String {
                    fill(self.$text, &[$( (stringify!($value), $value.to_string()) ),*])
                }
            )*
            $(
                pub(crate) fn $finding(&self, $($part: impl Display),*) -> Finding {
                    let values = [$( (stringify!($part), $part.to_string()) ),*];
                    let (what, todo) = self.$finding;
                    Finding {
                        level: Level::$level,
                        name: stringify!($finding),
                        what: fill(what, &values),
                        todo: fill(todo, &values),
                    }
                }
            )*

            /// The names of all findings.
            #[cfg(test)]
            pub(crate) const FINDINGS: &'static [(Level, &'static str)] =
                &[$( (Level::$level, stringify!($finding)) ),*];

            /// Each text's name, its values' names and its sentences.
            #[cfg(test)]
            pub(crate) fn all(&self) -> Vec<(&'static str, Vec<&'static str>, Vec<&'static str>)> {
                vec![
                    $( (stringify!($text), vec![$( stringify!($value) ),*], vec![self.$text]), )*
                    $( (
                        stringify!($finding),
                        vec![$( stringify!($part) ),*],
                        vec![self.$finding.0, self.$finding.1],
                    ), )*
                ]
            }
        }
    };
}

texts! {
    texts {
        // Settings
        error(what);
        warning(what);
        dev_vars_unreadable(error);
        wrangler_unreadable(error);
        source_argument();
        source_environment();
        source_dev_vars();
        source_wrangler();
        random_failed();
        // send
        sending(what, url, mode);
        mode_plain();
        mode_compatible();
        mode_safe();
        mode_needs_key();
        file_unreadable(path, error);
        file_no_push(path, error);
        request_heading();
        sealed_heading();
        answer_heading(status);
        opened_heading();
        answered(status, milliseconds, bytes);
        attempt(number, of, outcome);
        outcome_timeout(seconds);
        outcome_cut(error);
        reply_none();
        phone(text);
        phone_nothing();
        phone_notice();
        phone_after(text, seconds);
        phone_gone();
        load_result(count, seconds, rate);
        load_percentiles(p50, p90, p99, max);
        load_outcomes(outcomes);
        load_replied(kind);
        load_not_accepted(name);
        load_no_answer();
        // doctor
        step_configuration();
        step_url();
        step_address();
        step_connection();
        step_tls();
        step_path();
        step_verification();
        step_signature();
        step_encryption();
        step_event(what);
        step_time();
        step_clock();
        step_headers();
        doctor_well(ok, warn);
        doctor_not_well(fail, warn);
        // qrcode
        no_app_id();
        no_app_secret();
        scene_empty();
        scene_too_long(scene, length);
        scene_character(scene);
        scene_number_permanent(scene);
        scene_number_temporary(scene);
        scenes_twice(scene);
        no_scenes(path);
        lifetime(text);
        list_unreadable(path, error);
        list_unwritable(path, error);
        list_not_utf8(path);
        list_line(path, line, error);
        api_malformed(url);
        api_unreachable(api, error);
        api_not_json(status);
        api_incomplete(element);
        api_error(code, message, cause, next);
        api_unknown_error(code, message);
        whitelist(address);
        pausing(reason, seconds);
        not_made(scene, reason);
        stopped(remaining);
        made(scene, valid, url);
        existing(scene);
        valid_permanently();
        valid_until(time);
        made_all(made, existing, failed, folder);
        cache_unwritable(path, error);
        no_rule(scene);
    }
    findings {
        Ok configured(token_source, mode);
        Fail no_token();
        Fail aes_key_malformed(source);
        Fail aes_key_without_app_id(source);
        Warn token_unusual(source);
        Ok url_fine(url);
        Fail url_malformed(url);
        Fail port(port);
        Warn port_local(port);
        Warn workers_dev(host);
        Ok resolved(addresses);
        Fail not_resolved(host, error);
        Fail private_address(address);
        Warn this_machine(address);
        Ok connected(milliseconds);
        Fail not_connected(address, error);
        Ok tls_fine(version);
        Warn no_tls();
        Fail certificate_untrusted();
        Fail certificate_expired();
        Fail certificate_other_name(host);
        Fail tls_failed(error);
        Ok path_fine(path);
        Fail path_not_found(path);
        Fail redirected(location);
        Fail not_configured();
        Fail challenged();
        Fail server_error(status);
        Ok verified(token_source);
        Fail previous_token();
        Fail token_refused(token_source);
        Fail clock_refused(seconds);
        Fail verification_status(status);
        Fail echo_quoted();
        Fail echo_changed(got);
        Ok wrong_signature_refused(status);
        Fail wrong_signature_echoed();
        Fail wrong_signature_answered();
        Warn old_request_accepted();
        Ok plaintext_refused(status);
        Ok no_encryption();
        Fail plaintext_accepted();
        Fail key_refused(status);
        Fail key_expected(status);
        Ok replied(kind, milliseconds, text);
        Ok replied_nothing(milliseconds);
        Fail timed_out(seconds);
        Fail cut(error);
        Fail unreachable(error);
        Fail status(status);
        Fail not_xml(error);
        Fail not_sealed();
        Fail sealed();
        Fail envelope_incomplete(element);
        Fail envelope_signature();
        Fail envelope_unopened(error);
        Fail wrong_ids(from, to);
        Fail create_time(value);
        Fail unknown_type(msg_type);
        Fail element_missing(msg_type, element);
        Fail empty_text();
        Fail article_count(count, articles);
        Fail messages_only(msg_type);
        Warn long_text(bytes, limit);
        Warn many_articles(articles, limit);
        Ok time_fine(median, slowest);
        Warn slow(median, slowest);
        Fail too_slow(unanswered, of, seconds);
        Ok clock_fine(seconds);
        Warn clock_off(seconds);
        Fail clock_wrong(seconds);
        Ok clock_unknown();
        Ok headers_fine();
        Warn echo_type(content_type);
        Warn reply_type(content_type);
        Warn sniffing();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Level, Texts, fill};
    use crate::cli::{chinese, english};

    #[test]
    fn a_value_stands_where_its_name_stood_and_is_not_looked_into() {
        let values = [("a", "{b}".to_owned()), ("b", "二".to_owned())];
        assert_eq!(fill("{a}、{b}{b}!", &values), "{b}、二二!");
    }

    /// The names in braces of some sentences.
    fn placeholders<'t>(sentences: &[&'t str]) -> BTreeSet<&'t str> {
        let parts = sentences
            .iter()
            .flat_map(|sentence| sentence.split('{').skip(1));
        parts
            .filter_map(|part| Some(part.split_once('}')?.0))
            .collect()
    }

    #[test]
    fn every_text_is_there_in_both_languages_and_says_each_of_its_values() {
        for (language, texts) in [("English", &english::TEXTS), ("Chinese", &chinese::TEXTS)] {
            for (name, values, sentences) in texts.all() {
                assert!(
                    sentences.iter().any(|sentence| !sentence.is_empty()),
                    "{language} {name}"
                );
                let values = values.into_iter().collect();
                assert_eq!(placeholders(&sentences), values, "{language} {name}");
            }
        }
    }

    #[test]
    fn a_chinese_text_is_chinese_and_an_english_one_is_not() {
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        // Names alone: the same in every language.
        let names = ["load_replied", "not_made"];
        for (name, _, sentences) in chinese::TEXTS.all() {
            let text = sentences.concat();
            assert!(
                text.contains(is_chinese) || names.contains(&name),
                "{name}: {text}"
            );
        }
        for (name, _, sentences) in english::TEXTS.all() {
            let text = sentences.concat();
            let words = text.split(|c: char| !c.is_ascii_alphabetic());
            let has_words = words.filter(|word| word.len() > 1).count() > 0;
            assert!(has_words || !text.contains(is_chinese), "{name}: {text}");
        }
    }

    #[test]
    fn what_is_not_well_says_what_to_do() {
        let levels: Vec<_> = Texts::FINDINGS.to_vec();
        for texts in [&english::TEXTS, &chinese::TEXTS] {
            let all = texts.all();
            for (level, name) in &levels {
                let Some((.., sentences)) = all.iter().find(|(known, ..)| known == name) else {
                    panic!("{name}");
                };
                let says_what_to_do = sentences.last().is_some_and(|todo| !todo.is_empty());
                assert_eq!(says_what_to_do, *level != Level::Ok, "{name}");
            }
        }
    }
}
