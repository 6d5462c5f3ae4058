//! What the pipeline and the owner's handler know of the world besides a message: the time, random
//! bytes, the Worker's environment, the log. All of it is given to them, so that they run in tests
//! as they run in the Worker.

use std::cell::RefCell;
use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::wechat::encryption::FRESH_BYTES;
use crate::wechat::message::Message;

/// A future on the one thread of a Worker.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// Whatever `?` is used on in a handler: an error of the `worker` crate, of a parser, a text.
pub type Error = Box<dyn std::error::Error>;

/// What is asked of whoever runs the pipeline: `src/edge` in the Worker, a stand-in in tests.
pub trait Runtime {
    /// The time, in milliseconds since 1970.
    fn now(&self) -> u64;

    /// Random bytes, fresh ones at each call.
    fn random(&self) -> [u8; FRESH_BYTES];

    /// The text of a variable or secret; `None` where it is not set or is no text.
    fn variable(&self, name: &str) -> Option<String>;

    /// The Worker's environment with its bindings; `None` outside a Worker.
    fn env(&self) -> Option<&worker::Env>;

    /// Writes a line into the log.
    fn log(&self, text: &str);

    /// Lets `work` go on after the answer.
    fn wait_until(&self, work: LocalFuture<()>);

    /// Ends after so long.
    fn delay(&self, time: Duration) -> LocalFuture<()>;

    /// Notes, while a token or key is being rolled out, whether a push fit the current ones or those before.
    fn opened(&self, _is_current: bool) {}

    /// The reply to a message that concerns a sign-in, or `None` within where it does not after all; `None`
    /// at once where that is certain. Asked only of what was sealed.
    fn sign_in(&self, _message: &Message<'_>) -> Option<LocalFuture<Option<String>>> {
        None
    }

    /// Keeps what is to be remembered of a message, before it is answered; `None` where nothing is.
    fn keep(&self, _message: &Message<'_>) -> Option<LocalFuture<()>> {
        None
    }
}

/// What [`handler::answer`](crate::handler::answer) is given besides the message.
pub struct Context<'c> {
    runtime: &'c dyn Runtime,
}

/// Why there are no bindings: this is not a Worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bindings are there in the Worker only, not in a native test or `check`")]
pub struct NoBindings;

impl<'c> Context<'c> {
    /// For tests of a handler of one's own.
    pub fn new(runtime: &'c dyn Runtime) -> Context<'c> {
        Context { runtime }
    }

    /// The time, in seconds since 1970. `SystemTime::now` panics in a Worker.
    pub fn now(&self) -> u64 {
        self.runtime.now() / 1000
    }

    /// A variable of `wrangler.toml`, or a secret; `None` where it is not set or is no text.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.runtime.variable(name)
    }

    /// The bindings, such as `context.env()?.d1("DB")?`.
    ///
    /// # Errors
    ///
    /// Natively, where there are none.
    pub fn env(&self) -> Result<&'c worker::Env, NoBindings> {
        self.runtime.env().ok_or(NoBindings)
    }

    /// Writes a line into the log, which `npx wrangler tail` and the dashboard show. `println!`
    /// goes nowhere in a Worker.
    pub fn log(&self, text: impl Display) {
        self.runtime.log(&text.to_string());
    }

    /// Lets `work` go on after the visitor has the answer, for up to 30 seconds.
    pub fn wait_until(&self, work: impl Future<Output = ()> + 'static) {
        self.runtime.wait_until(Box::pin(work));
    }

    /// What `work` gives, or `None` where it takes longer than `limit`: it is dropped then.
    pub async fn within<T>(&self, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        // A timer costs something: most work that is done at once needs none.
        let first = poll_fn(|context| Poll::Ready(work.as_mut().poll(context)));
        if let Poll::Ready(value) = first.await {
            return Some(value);
        }
        match select(work, self.runtime.delay(limit)).await {
            Either::Left((value, _)) => Some(value),
            Either::Right(_) => None,
        }
    }
}

/// A [`Runtime`] that is no Worker: for the tests of a handler, and for `check`.
///
/// ```
/// use wechat_edge::context::{Context, Offline};
///
/// let offline = Offline::new(1_735_700_000).with_variable("SHOP", "杭州店");
/// let context = Context::new(&offline);
/// assert_eq!(context.now(), 1_735_700_000);
/// assert_eq!(context.variable("SHOP").as_deref(), Some("杭州店"));
/// assert!(context.env().is_err());
/// context.log("你好");
/// assert_eq!(offline.logged(), ["你好"]);
/// ```
pub struct Offline {
    now: u64,
    random: Box<dyn Fn() -> [u8; FRESH_BYTES]>,
    variables: Vec<(String, String)>,
    log: RefCell<Vec<String>>,
    /// What was left for after the answer.
    waiting: RefCell<Vec<LocalFuture<()>>>,
}

impl Offline {
    /// At this time, in seconds since 1970.
    pub fn new(now: u64) -> Offline {
        Offline {
            now,
            random: Box::new(Default::default),
            variables: Vec::new(),
            log: RefCell::default(),
            waiting: RefCell::default(),
        }
    }

    /// The same, with random bytes of this source.
    pub fn with_random(mut self, random: impl Fn() -> [u8; FRESH_BYTES] + 'static) -> Offline {
        self.random = Box::new(random);
        self
    }

    /// The same, with one variable more.
    pub fn with_variable(mut self, name: &str, value: &str) -> Offline {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What was logged.
    pub fn logged(&self) -> Vec<String> {
        self.log.borrow().clone()
    }

    /// What a future gives that waits for nothing outside; `None` where it does.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let value = match pin!(future).poll(&mut context) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        };
        for mut work in self.waiting.take() {
            let _ = work.as_mut().poll(&mut context);
        }
        value
    }
}

impl Runtime for Offline {
    fn now(&self) -> u64 {
        self.now.saturating_mul(1000)
    }

    fn random(&self) -> [u8; FRESH_BYTES] {
        (self.random)()
    }

    fn variable(&self, name: &str) -> Option<String> {
        let variable = self.variables.iter().find(|(known, _)| known == name);
        variable.map(|(_, value)| value.clone())
    }

    fn env(&self) -> Option<&worker::Env> {
        None
    }

    fn log(&self, text: &str) {
        self.log.borrow_mut().push(text.to_owned());
    }

    fn wait_until(&self, work: LocalFuture<()>) {
        self.waiting.borrow_mut().push(work);
    }

    /// Never ends: nothing that waits is waited for here.
    fn delay(&self, _: Duration) -> LocalFuture<()> {
        Box::pin(std::future::pending())
    }
}
