//! Which reply a message gets.

use std::future::Future;
use std::time::Duration;

use super::log::Log;
use crate::context::{Context, Error, Runtime};
use crate::handler;
use crate::rules::Rules;
use crate::wechat::message::Message;
use crate::wechat::reply::Reply;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Whoever sees a message before the rules do.
pub trait Handler {
    /// The answer; `None` leaves the message to the rules.
    fn answer<'m>(
        &self,
        message: &Message<'m>,
        context: &Context<'_>,
    ) -> impl Future<Output = Result<Option<Reply<'m>>, Error>>;
}

/// The owner's own: [`handler::answer`].
#[derive(Clone, Copy, Debug)]
pub struct Owner;

impl Handler for Owner {
    async fn answer<'m>(
        &self,
        message: &Message<'m>,
        context: &Context<'_>,
    ) -> Result<Option<Reply<'m>>, Error> {
        handler::answer(message, context).await
    }
}

/// Nobody: the rules alone answer.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Handler for Nobody {
    async fn answer<'m>(
        &self,
        _: &Message<'m>,
        _: &Context<'_>,
    ) -> Result<Option<Reply<'m>>, Error> {
        Ok(None)
    }
}

/// The reply to a message: first the handler is asked, then the rules from top to bottom.
pub(super) async fn decide<'m, H: Handler>(
    message: &Message<'m>,
    handler: &H,
    rules: &Rules,
    runtime: &dyn Runtime,
    limit: Duration,
) -> (Reply<'m>, Option<Log>) {
    let context = Context::new(runtime);
    match context
        .within(limit, handler.answer(message, &context))
        .await
    {
        Some(Ok(Some(reply))) => (reply, None),
        Some(Ok(None)) => (rules.reply(message), None),
        Some(Err(error)) => {
            // One line: those of D1 have many.
            let error = error.to_string();
            let words: Vec<&str> = error.split_whitespace().collect();
            (rules.reply(message), Some(Log::Failed(words.join(" "))))
        }
        None => (Reply::none(), Some(Log::Late)),
    }
}
