//! A future that is mostly ready at once: without a promise then.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use wasm_bindgen::JsValue;
use worker::js_sys::Promise;
use worker::js_sys::futures::future_to_promise;

/// Passes waking on to the task that the future becomes, if it does. The first poll comes before
/// there is one, and some futures (`worker::Delay`) remember the waker of the first poll only.
#[derive(Default)]
struct Relay {
    task: Mutex<Option<Waker>>,
}

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = &*task {
            task.wake_by_ref();
        }
    }
}

thread_local! {
    /// Kept for the next request as long as no future holds it.
    static RELAY: RefCell<Option<Arc<Relay>>> = const { RefCell::new(None) };
}

/// A promise of what certainly awaits something. In a box: one task in the wasm, not one for each kind.
pub(super) fn promise_of(
    future: impl Future<Output = Result<JsValue, JsValue>> + 'static,
) -> Promise {
    let future: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>> = Box::pin(future);
    future_to_promise(AssertUnwindSafe(future))
}

/// What `finish` makes of the future's value, now where it is ready, else a `Promise` of it.
pub(super) fn now_or_later<T: 'static>(
    future: impl Future<Output = T> + 'static,
    finish: impl FnOnce(T) -> JsValue + 'static,
) -> JsValue {
    let mut future = Box::pin(future);
    let relay = RELAY.take().unwrap_or_default();
    let waker = Waker::from(Arc::clone(&relay));
    if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
        drop(waker);
        if Arc::strong_count(&relay) == 1 {
            RELAY.set(Some(relay));
        }
        return finish(value);
    }
    let rest = poll_fn(move |context| {
        let task = Some(context.waker().clone());
        *relay.task.lock().unwrap_or_else(PoisonError::into_inner) = task;
        future.as_mut().poll(&mut Context::from_waker(&waker))
    });
    let promise = async move { Ok(finish(rest.await)) };
    future_to_promise(AssertUnwindSafe(promise)).into()
}
