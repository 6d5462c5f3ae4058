//! The console of a Worker, as the tool asks it.

use std::path::Path;
use std::time::{Duration, Instant};

use form_urlencoded::Serializer;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wechat_edge::console::parameters::API;
use wechat_edge::console::response::Refusal;
use wechat_edge::console::token::MIN_LENGTH;
use wechat_edge::language::{Language, tr};

use super::arguments::ConsoleArgs;
use super::console_error::{ConsoleError, ScansError};
use crate::cli::account::address;
use crate::cli::account::place::Place;
use crate::cli::account::settings::{Setting, Settings, ask};
use crate::cli::http::{Answer, Client, NoAnswer};
use crate::cli::output::excerpt;
use crate::cli::url::Url;

/// The largest answer: some ten thousand codes in 400 days.
const MAX_BODY: u64 = 16 * 1024 * 1024;

/// How long it may take where nothing is said of it.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What is shown of a text that the other side wrote.
const MAX_SHOWN: usize = 300;

/// A Worker's console, and the way in. Holds a secret, so there is no `Debug`.
pub(crate) struct Console {
    client: Client,
    token: Setting,
    place: Place,
}

/// What a refusal says.
#[derive(Deserialize)]
struct ErrorBody {
    error: String,
}

/// The token that is at hand for a Worker, from its settings.
pub(crate) fn token(settings: &Settings) -> Option<Setting> {
    settings.find("CONSOLE_TOKEN", None)
}

impl Console {
    /// The one that is meant, with its token, which is asked for where nobody gives it.
    pub(crate) fn find(args: &ConsoleArgs, language: Language) -> Result<Console, ScansError> {
        let folder = Path::new(".");
        let settings = Settings::read(folder).map_err(ScansError::Settings)?;
        let given = settings.find("CONSOLE_URL", args.url.as_deref());
        let url = given.map(|given| given.value);
        let url = url.or_else(|| address::running(folder).map(|running| running.url));
        let url =
            address::parse(&url.ok_or(ConsoleError::NoWorker)?).map_err(ScansError::Address)?;
        let place = Place::of(&url);
        let prompt = tr!(
            language,
            "CONSOLE_TOKEN of the deployed Worker (not shown): ",
            "已部署的 Worker 的 CONSOLE_TOKEN（不显示）："
        );
        let token = token(&settings.of(&url)).or_else(|| match place {
            Place::Local => None,
            Place::Deployed => ask(&prompt),
        });
        let token = token.ok_or(ConsoleError::NoConsoleToken { place })?;
        Ok(Console::new(&url, token, args.timeout, None)?)
    }

    /// The one of CONSOLE_URL, where that and CONSOLE_TOKEN are set; nobody is asked for anything.
    pub(crate) fn configured() -> Option<Result<Console, ScansError>> {
        let settings = match Settings::read(Path::new(".")) {
            Ok(settings) => settings,
            Err(error) => return Some(Err(ScansError::Settings(error))),
        };
        let url = settings.find("CONSOLE_URL", None)?;
        let url = match address::parse(&url.value) {
            Ok(url) => url,
            Err(error) => return Some(Err(ScansError::Address(error))),
        };
        let token = token(&settings.of(&url))?;
        let console = Console::new(&url, token, TIMEOUT, None);
        Some(console.map_err(ScansError::Console))
    }

    /// The one of the Worker at a URL, whatever its path.
    pub(crate) fn new(
        url: &Url,
        token: Setting,
        timeout: Duration,
        deadline: Option<Instant>,
    ) -> Result<Console, ConsoleError> {
        let url = url.elsewhere(API);
        let place = Place::of(&url);
        if !url.is_tls() && place == Place::Deployed {
            let url = url.to_string();
            return Err(ConsoleError::TokenInTheOpen { url });
        }
        // What a header can hold, and the Worker takes.
        let is_ascii = token.value.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_ascii || token.value.len() < MIN_LENGTH {
            let from = token.source;
            return Err(ConsoleError::ConsoleTokenMalformed { from });
        }
        let mut client = Client::new(url, timeout);
        client.deadline = deadline;
        client.bearer = Some(token.value.clone());
        client.max_body = MAX_BODY;
        Ok(Console {
            client,
            token,
            place,
        })
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        self.client.url.to_string()
    }

    /// Asks for JSON.
    pub(crate) fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        parameters: &[(&str, String)],
    ) -> Result<T, ConsoleError> {
        let answer = self.client.get(&self.at(path, parameters));
        self.json(&self.expect(answer, "application/json")?)
    }

    /// Asks for a table.
    pub(crate) fn csv(
        &self,
        path: &str,
        parameters: &[(&str, String)],
    ) -> Result<String, ConsoleError> {
        let answer = self.client.get(&self.at(path, parameters));
        Ok(self.expect(answer, "text/csv")?.text())
    }

    /// Sends JSON.
    pub(crate) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &str,
    ) -> Result<T, ConsoleError> {
        let url = self.at(path, &[]);
        let answer = self.client.post(&url, "application/json", body);
        self.json(&self.expect(answer, "application/json")?)
    }

    fn at(&self, path: &str, parameters: &[(&str, String)]) -> String {
        let query = Serializer::new(String::new())
            .extend_pairs(parameters)
            .finish();
        let url = self.client.url.elsewhere(&format!("{API}{path}"));
        url.with_query(&query)
    }

    fn json<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, ConsoleError> {
        serde_json::from_slice(&answer.body).map_err(|error| ConsoleError::AnswerMalformed {
            error: self.shown(&error.to_string()),
        })
    }

    /// The one table from what came to what is wrong.
    fn expect(
        &self,
        answer: Result<Answer, NoAnswer>,
        content_type: &str,
    ) -> Result<Answer, ConsoleError> {
        let (place, url) = (self.place, self.url());
        let answer = answer.map_err(|error| match error {
            NoAnswer::TooLarge(_) => ConsoleError::AnswerTooLarge,
            NoAnswer::Timeout(time) => ConsoleError::ConsoleSlow {
                url: url.clone(),
                seconds: time.as_secs_f64(),
            },
            error => ConsoleError::ConsoleSilent {
                url: url.clone(),
                error,
            },
        })?;
        let said: Option<ErrorBody> = serde_json::from_slice(&answer.body).ok();
        let said = said.map(|said| self.shown(&said.error));
        Err(match (answer.status, said) {
            (200, _) if answer.header("content-type").starts_with(content_type) => {
                return Ok(answer);
            }
            (300..=399, _) => ConsoleError::ConsoleElsewhere {
                location: self.shown(answer.header("location")),
            },
            (400, Some(said)) => ConsoleError::QuestionRefused { said },
            (401, _) => ConsoleError::ConsoleTokenRefused {
                from: self.token.source,
                place,
            },
            (404, None) => ConsoleError::NoConsole { url },
            (429, _) => ConsoleError::TooManyTokens,
            (503, None) if answer.body.is_empty() => ConsoleError::ConsoleClosed { place },
            (503, Some(said)) if said == Refusal::NoDatabase.to_string() => {
                ConsoleError::NoDatabase { place }
            }
            (503, Some(said)) => ConsoleError::DatabaseFails { said, place },
            (status, Some(said)) => ConsoleError::ConsoleStatus {
                status,
                said,
                place,
            },
            (status, None) => ConsoleError::NotTheConsole {
                status,
                content_type: self.shown(answer.header("content-type")),
            },
        })
    }

    /// Part of what the other side wrote, without the token, should it be in there.
    fn shown(&self, text: &str) -> String {
        excerpt(&text.replace(&self.token.value, "…"), MAX_SHOWN)
    }
}
