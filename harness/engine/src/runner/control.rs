//! Valid requests: the account list that comes first, and the controls that make refusals prove something.

use std::borrow::Cow;
use std::sync::Arc;

use wire::messages::{Endpoint, Operation};

use crate::runner::{How, Runner, Undone};
use crate::scene::{ListedAccount, Scene, Tried};
use crate::stimulus::Changes;
use judge::answer::Answer;
use judge::exchange::Exchange;
use judge::expectation::refused;

impl Runner {
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

/// Whether the opened answer would be large in memory; account lists are looked at more often than others.
fn is_large(exchange: &Exchange, endpoint: Operation) -> bool {
    const BYTES: usize = 16 * 1024;
    let most = if endpoint == Endpoint::Accounts {
        16 * BYTES
    } else {
        BYTES
    };
    exchange
        .outcome
        .as_ref()
        .is_ok_and(|received| received.body.len() > most)
}
