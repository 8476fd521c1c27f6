//! What programs print. A reader that has gone away (`| head`) is no fault and changes no exit code; a full disk is a fault.

use std::io::{self, ErrorKind, Write as _};
use std::sync::OnceLock;

/// The first failure of standard output that is a fault.
static FAILURE: OnceLock<io::Error> = OnceLock::new();

/// Prints text on standard output.
pub fn print(text: &str) {
    let mut out = io::stdout().lock();
    keep(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

/// Prints text and the end of the line on standard output.
pub fn line(text: &str) {
    print(&format!("{text}\n"));
}

/// Prints text on standard error, which may be closed or full.
pub fn error(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints text and the end of the line on standard error; what a file or a caller says in it does nothing to a terminal.
pub fn error_line(text: &str) {
    error(&format!("{}\n", harmless(text)));
}

/// The text with the characters written out that act on a terminal or on the order of the text; line breaks stay.
pub fn harmless(text: &str) -> String {
    let acts = |sign: char| {
        sign.is_control() && sign != '\n'
            || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(text.len());
    for sign in text.chars() {
        if acts(sign) {
            shown.extend(sign.escape_unicode());
        } else {
            shown.push(sign);
        }
    }
    shown
}

/// Keeps the outcome of what somebody else printed on standard output.
pub fn keep(printed: io::Result<()>) {
    if let Err(error) = printed
        && error.kind() != ErrorKind::BrokenPipe
    {
        // The first failure says enough.
        let _ = FAILURE.set(error);
    }
}

/// Why standard output does not have everything that was printed.
pub fn failure() -> Option<&'static io::Error> {
    FAILURE.get()
}
