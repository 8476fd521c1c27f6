//! The one reader of answers, whoever put the request on the wire. The HTTP library below it skips interim answers (RFC
//! 9110, 15.2) and holds the body against its length or its chunks (RFC 9112, 8); here it is read within a limit and
//! its content codings are undone.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::send::coding;
use crate::send::failure::{self, During};
use judge::exchange::{Received, TransportFailure};

/// The longest body that is read, in bytes; of a coded body the longest that is left when its codings are undone.
pub const LONGEST_BODY: usize = 16 * 1024 * 1024;

/// A body up to this length is read without asking for room.
const SMALL_BODY: usize = 512 * 1024;

/// What is kept of a body that is too long.
const BEGINNING: usize = 64 * 1024;

/// Bytes of long bodies at the same time, over all requests.
const IN_FLIGHT: usize = 4 * LONGEST_BODY;

/// What a body takes while it is opened and judged, as times its length.
const OPENED: usize = 4;

/// What a body takes while it is read, as times its longest: its buffer doubles.
const GROWING: usize = 2;

/// How long a long body waits for the others to leave room.
const PATIENCE: Duration = Duration::from_secs(1);

/// A long body waits here until the others leave room. Who has one body may wait for another, so that nobody waits
/// longer than for a time.
static ROOM: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(IN_FLIGHT)));

/// Reads an answer to its end.
///
/// # Errors
/// [`TransportFailure`] if the body did not come whole.
pub(super) async fn read<B>(response: http::Response<B>) -> Result<Received, TransportFailure>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::error::Error + 'static,
{
    let (head, body) = response.into_parts();
    let headers: Vec<(String, Vec<u8>)> = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    let (body, truncated) = collect(body).await?;
    let received = Received {
        status: head.status.as_u16(),
        version: format!("{:?}", head.version),
        headers,
        body,
        truncated,
        codings: judge::exchange::Codings::default(),
    };
    Ok(coding::undo(received, LONGEST_BODY))
}

/// An answer as it is kept: a long body has its room until it is dropped. The wait for it is none of the target's.
pub(super) async fn kept(mut received: Received) -> Received {
    let body = &received.body;
    if received.truncated.is_some() {
        received.body = Bytes::copy_from_slice(&body[..body.len().min(BEGINNING)]);
    } else if body.len() > SMALL_BODY
        && let Some(room) = room(OPENED * body.len()).await
    {
        let body = std::mem::take(&mut received.body);
        received.body = Bytes::from_owner(Held { body, _room: room });
    }
    received
}

/// A long body, and its room.
struct Held {
    body: Bytes,
    _room: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.body
    }
}

async fn collect<B>(mut body: B) -> Result<(Bytes, Option<usize>), TransportFailure>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::error::Error + 'static,
{
    let mut whole = BytesMut::new();
    let mut place = None;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| failure::of(&error, During::Body))?;
        // Trailers say nothing that anybody here asks for.
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let left = LONGEST_BODY - whole.len();
        if data.len() > left {
            whole.extend_from_slice(&data[..left]);
            return Ok((whole.freeze(), Some(LONGEST_BODY)));
        }
        if place.is_none() && whole.len() + data.len() > SMALL_BODY {
            place = Some(room(GROWING * LONGEST_BODY).await);
        }
        whole.extend_from_slice(&data);
    }
    Ok((whole.freeze(), None))
}

/// Room for so many bytes; none if the others leave none for too long.
async fn room(bytes: usize) -> Option<OwnedSemaphorePermit> {
    let bytes = u32::try_from(bytes.min(IN_FLIGHT)).ok()?;
    let asked = Arc::clone(&ROOM).acquire_many_owned(bytes);
    tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()
}
