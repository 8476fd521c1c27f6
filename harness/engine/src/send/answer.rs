//! The one reader of answers, whoever put the request on the wire. The HTTP library below it skips interim answers (RFC
//! 9110, 15.2) and holds the body against its length or its chunks (RFC 9112, 8); here it is read within a limit and
//! its content codings are undone.

use std::sync::LazyLock;

use bytes::{Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt as _;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::send::coding;
use crate::send::failure::{self, During};
use judge::exchange::{Received, TransportFailure};

/// The longest body that is read, in bytes; of a coded body the longest that is left when its codings are undone.
pub const LONGEST_BODY: usize = 16 * 1024 * 1024;

/// A body up to this length is read without asking for room.
const SMALL_BODY: usize = 512 * 1024;

/// Bytes of long bodies that are being read at the same time, over all requests.
const IN_FLIGHT: usize = 4 * LONGEST_BODY;

/// A long body waits here until the others leave room for the longest that it may become: it asks once, so that no two
/// wait for each other.
static ROOM: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(IN_FLIGHT));

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

async fn collect<B>(mut body: B) -> Result<(Bytes, bool), TransportFailure>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::error::Error + 'static,
{
    let mut whole = BytesMut::new();
    let mut room = None;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| failure::of(&error, During::Body))?;
        // Trailers say nothing that anybody here asks for.
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let left = LONGEST_BODY - whole.len();
        if data.len() > left {
            whole.extend_from_slice(&data[..left]);
            return Ok((whole.freeze(), true));
        }
        if room.is_none() && whole.len() + data.len() > SMALL_BODY {
            room = enough_room().await;
        }
        whole.extend_from_slice(&data);
    }
    Ok((whole.freeze(), false))
}

async fn enough_room() -> Option<SemaphorePermit<'static>> {
    let longest = u32::try_from(LONGEST_BODY).unwrap_or(u32::MAX);
    ROOM.acquire_many(longest).await.ok()
}
