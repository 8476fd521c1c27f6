//! Answers of registers, read within a bound: nobody that the run only asks can fill its memory.

/// The longest answer of a register that is read, in bytes: key sets, metadata and certificates are far shorter.
pub const LONGEST_ANSWER: usize = 1024 * 1024;

/// Reads an answer to its end.
///
/// # Errors
/// It broke off, or is longer than `longest` bytes.
pub async fn body(mut response: reqwest::Response, longest: usize) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > longest {
            return Err(BodyError::TooLong(longest));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Why an answer was not read to its end.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It broke off.
    #[error(transparent)]
    Broken(#[from] reqwest::Error),
    /// It is longer than anybody needs.
    #[error("it is longer than {0} bytes")]
    TooLong(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(longest: usize) -> Result<usize, BodyError> {
        let response = http::Response::new(vec![b'x'; 2_000]);
        body(response.into(), longest).await.map(|body| body.len())
    }

    #[tokio::test]
    async fn an_answer_is_read_up_to_the_bound_and_not_beyond() {
        assert!(matches!(read(2_000).await, Ok(2_000)));
        assert!(matches!(read(1_999).await, Err(BodyError::TooLong(1_999))));
    }
}
