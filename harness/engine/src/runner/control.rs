//! Valid requests: the account list that comes first, and the controls that make refusals prove something.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use wire::messages::{Endpoint, Operation};

use crate::runner::{How, Runner, SceneCell, Undone};
use crate::scene::{ListedAccount, Scene, Tried, body_length};
use crate::stimulus::Changes;
use judge::answer::Answer;
use judge::exchange::Exchange;
use judge::expectation::refused;

/// A body from this length on is no usual one.
const LONG: usize = 256 * 1024;

/// How many bytes long bodies take together that are held for requests to come.
const HELD: usize = 32 * 1024 * 1024;

impl Runner {
    /// Forgets the scenes that hold long answers, where these take too much memory together: who needs one asks again.
    pub fn forget_long_answers(&self) {
        if !self.has_long_answers.load(Ordering::Relaxed) {
            return;
        }
        let Ok(mut scenes) = self.scenes.lock() else {
            return;
        };
        let long = |cell: &SceneCell| match cell.get() {
            Some(Ok(scene)) => scene.long_bodies(LONG),
            Some(Err(_)) | None => 0,
        };
        if scenes.values().map(long).sum::<usize>() > HELD {
            scenes.retain(|_, cell| long(cell) == 0);
        }
    }

    /// The account list of a scene, fetched once.
    ///
    /// # Errors
    /// Why no request could be sent.
    pub async fn account_list(&self, scene: &Scene) -> Result<Arc<Tried>, Undone> {
        let tried = scene
            .accounts
            .get_or_try_init(|| self.try_valid(scene, Endpoint::Accounts.into(), None))
            .await?;
        Ok(Arc::clone(tried))
    }

    /// The valid request on an endpoint of a scene, sent once.
    ///
    /// # Errors
    /// Why no request could be sent.
    pub async fn control(
        &self,
        scene: &Scene,
        endpoint: Operation,
        account: Option<&ListedAccount>,
    ) -> Result<Arc<Tried>, Undone> {
        if endpoint == Endpoint::Accounts {
            return self.account_list(scene).await;
        }
        let reference = account
            .map(|account| account.reference.clone())
            .unwrap_or_default();
        let cell = match scene.controls.lock() {
            Ok(mut controls) => Arc::clone(controls.entry((endpoint, reference)).or_default()),
            Err(_) => Arc::default(),
        };
        let tried = cell
            .get_or_try_init(|| self.try_valid(scene, endpoint, account))
            .await?;
        Ok(Arc::clone(tried))
    }

    /// The answer to a valid request, opened again if it was too large to be held.
    pub(super) fn answer_of<'t>(&self, tried: &'t Tried, scene: &Scene) -> Option<Cow<'t, Answer>> {
        match &tried.answer {
            Some(answer) => Some(Cow::Borrowed(answer)),
            None => self.open(&tried.exchange, scene, false).map(Cow::Owned),
        }
    }

    /// Sends the valid request now.
    pub(super) async fn try_valid(
        &self,
        scene: &Scene,
        endpoint: Operation,
        account: Option<&ListedAccount>,
    ) -> Result<Arc<Tried>, Undone> {
        let how = How {
            retry: true,
            ..How::default()
        };
        let (exchange, answer) = self
            .exchange(scene, endpoint, account, &Changes::default(), how)
            .await?;
        if body_length(&exchange) > LONG {
            self.has_long_answers.store(true, Ordering::Relaxed);
        }
        let exchange = without_room(exchange);
        let refused = refused(&exchange, answer.as_ref(), self.target.production);
        let record = self.record(&exchange, answer.as_ref());
        Ok(Arc::new(Tried {
            listed: ListedAccount::all_in(answer.as_ref()),
            answer: answer.filter(|_| !is_large(&exchange, endpoint)),
            exchange,
            refused,
            record,
        }))
    }
}

/// A body that is held for long gives back the room that bodies have together.
fn without_room(exchange: Arc<Exchange>) -> Arc<Exchange> {
    if body_length(&exchange) <= LONG {
        return exchange;
    }
    let mut exchange = Arc::unwrap_or_clone(exchange);
    if let Ok(received) = &mut exchange.outcome {
        received.body = Bytes::copy_from_slice(&received.body);
    }
    Arc::new(exchange)
}

/// Whether the opened answer would be large in memory; account lists are looked at more often than others.
fn is_large(exchange: &Exchange, endpoint: Operation) -> bool {
    const BYTES: usize = 16 * 1024;
    let most = if endpoint == Endpoint::Accounts {
        16 * BYTES
    } else {
        BYTES
    };
    body_length(exchange) > most
}
