//! What the bank alone can decrypt: account references and paging cursors, sixteen bytes under AES with
//! a random key that exists in this process only.

use openssl::symm::{Cipher, Crypter, Mode};
use uuid::Uuid;

const BLOCK: usize = 16;

/// Encrypts and opens single blocks.
#[derive(Clone)]
pub(crate) struct Sealer {
    key: [u8; BLOCK],
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Sealer(secret)")
    }
}

impl Sealer {
    /// A sealer with a key of its own.
    pub(crate) fn random() -> Result<Self, openssl::error::ErrorStack> {
        let mut key = [0; BLOCK];
        openssl::rand::rand_bytes(&mut key)?;
        Ok(Self { key })
    }

    fn crypt(&self, mode: Mode, block: [u8; BLOCK]) -> Option<[u8; BLOCK]> {
        let mut crypter = Crypter::new(Cipher::aes_128_ecb(), mode, &self.key, None).ok()?;
        crypter.pad(false);
        let mut out = [0; 2 * BLOCK];
        let count = crypter.update(&block, &mut out).ok()?;
        let count = count + crypter.finalize(&mut out[count..]).ok()?;
        out.get(..count)?.try_into().ok()
    }
}

/// The content of an account reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Place of the account in the data set.
    pub(crate) account: u32,
    /// Place of the party in whose retrieval the reference was created.
    pub(crate) party: u32,
    /// Place of the service among the bank's.
    pub(crate) service: u8,
}

const REFERENCE_MARK: &[u8; 7] = b"account";
const CURSOR_MARK: &[u8; 4] = b"page";

impl Reference {
    /// The reference in the form of a UUID.
    pub(crate) fn seal(self, sealer: &Sealer) -> Option<String> {
        let mut block = [0; BLOCK];
        block[..4].copy_from_slice(&self.account.to_be_bytes());
        block[4..8].copy_from_slice(&self.party.to_be_bytes());
        block[8] = self.service;
        block[9..].copy_from_slice(REFERENCE_MARK);
        Some(Uuid::from_bytes(sealer.crypt(Mode::Encrypt, block)?).to_string())
    }

    /// The content of the text; `None` if this bank did not create it.
    pub(crate) fn open(text: &str, sealer: &Sealer) -> Option<Self> {
        let uuid = Uuid::try_parse(text)
            .ok()
            .filter(|uuid| uuid.to_string() == text)?;
        let block = sealer.crypt(Mode::Decrypt, uuid.into_bytes())?;
        if &block[9..] != REFERENCE_MARK {
            return None;
        }
        Some(Self {
            account: u32::from_be_bytes(block[..4].try_into().ok()?),
            party: u32::from_be_bytes(block[4..8].try_into().ok()?),
            service: block[8],
        })
    }
}

/// Where a page begins, and of which list it is a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Items before the page.
    pub(crate) offset: u32,
    /// Tells lists apart: the account or party, the period and what else was asked.
    pub(crate) list: u64,
}

impl Cursor {
    /// The cursor in hexadecimal digits.
    pub(crate) fn seal(self, sealer: &Sealer) -> Option<String> {
        let mut block = [0; BLOCK];
        block[..4].copy_from_slice(&self.offset.to_be_bytes());
        block[4..12].copy_from_slice(&self.list.to_be_bytes());
        block[12..].copy_from_slice(CURSOR_MARK);
        Some(
            Uuid::from_bytes(sealer.crypt(Mode::Encrypt, block)?)
                .simple()
                .to_string(),
        )
    }

    /// The content of the text; `None` if this bank did not create it.
    pub(crate) fn open(text: &str, sealer: &Sealer) -> Option<Self> {
        let uuid = Uuid::try_parse(text)
            .ok()
            .filter(|uuid| uuid.simple().to_string() == text)?;
        let block = sealer.crypt(Mode::Decrypt, uuid.into_bytes())?;
        if &block[12..] != CURSOR_MARK {
            return None;
        }
        Some(Self {
            offset: u32::from_be_bytes(block[..4].try_into().ok()?),
            list: u64::from_be_bytes(block[4..12].try_into().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCE: Reference = Reference {
        account: 7,
        party: 41,
        service: 1,
    };

    #[test]
    fn a_reference_opens_to_its_content() {
        let sealer = Sealer::random().unwrap();
        let text = REFERENCE.seal(&sealer).unwrap();
        assert_eq!(Reference::open(&text, &sealer), Some(REFERENCE));
    }

    #[test]
    fn the_same_account_has_the_same_reference_each_time() {
        let sealer = Sealer::random().unwrap();
        assert_eq!(REFERENCE.seal(&sealer), REFERENCE.seal(&sealer));
    }

    #[test]
    fn another_banks_reference_does_not_open() {
        let text = REFERENCE.seal(&Sealer::random().unwrap()).unwrap();
        assert_eq!(Reference::open(&text, &Sealer::random().unwrap()), None);
    }

    #[test]
    fn a_reference_in_another_spelling_does_not_open() {
        let sealer = Sealer::random().unwrap();
        let text = REFERENCE.seal(&sealer).unwrap();
        assert_eq!(Reference::open(&text.to_uppercase(), &sealer), None);
    }

    #[test]
    fn a_cursor_opens_to_its_content() {
        let sealer = Sealer::random().unwrap();
        let cursor = Cursor {
            offset: 1000,
            list: 99,
        };
        assert_eq!(
            Cursor::open(&cursor.seal(&sealer).unwrap(), &sealer),
            Some(cursor)
        );
    }

    #[test]
    fn a_reference_is_no_cursor() {
        let sealer = Sealer::random().unwrap();
        let text = REFERENCE.seal(&sealer).unwrap().replace('-', "");
        assert_eq!(Cursor::open(&text, &sealer), None);
    }

    #[test]
    fn garbage_opens_to_nothing() {
        let sealer = Sealer::random().unwrap();
        for text in [
            "",
            "1",
            "../../etc/passwd",
            "00000000-0000-0000-0000-000000000000",
        ] {
            assert_eq!(Reference::open(text, &sealer), None, "{text}");
        }
    }
}
