//! JSON with line breaks down to the entries of a record's tables, and none within them.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// Arrays and objects down to this depth have a line for each entry.
const DEPTH: usize = 3;

/// Lays JSON out.
#[derive(Default)]
pub(super) struct Lines {
    depth: usize,
    filled: bool,
}

impl Lines {
    fn open<W: ?Sized + Write>(&mut self, to: &mut W, mark: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        to.write_all(mark)
    }

    fn entry<W: ?Sized + Write>(&self, to: &mut W, first: bool) -> io::Result<()> {
        if !first {
            to.write_all(b",")?;
        }
        self.line(to, self.depth)
    }

    fn close<W: ?Sized + Write>(&mut self, to: &mut W, mark: &[u8]) -> io::Result<()> {
        if self.filled {
            self.line(to, self.depth - 1)?;
        }
        self.depth -= 1;
        self.filled = true;
        to.write_all(mark)
    }

    fn line<W: ?Sized + Write>(&self, to: &mut W, indent: usize) -> io::Result<()> {
        if self.depth > DEPTH {
            return Ok(());
        }
        to.write_all(b"\n")?;
        (0..indent).try_for_each(|_| to.write_all(b" "))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.entry(to, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.entry(to, first)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;
    use serde_json::json;

    use super::*;

    #[test]
    fn entries_of_tables_have_lines_and_what_is_in_them_has_none() {
        let value = json!({"a": [], "b": {"c": {"d": {"e": [1, 2]}, "f": {}}}});
        let mut bytes = Vec::new();
        let mut to = serde_json::Serializer::with_formatter(&mut bytes, Lines::default());
        value.serialize(&mut to).expect("JSON");
        let expected =
            "{\n \"a\":[],\n \"b\":{\n  \"c\":{\n   \"d\":{\"e\":[1,2]},\n   \"f\":{}\n  }\n }\n}";
        assert_eq!(String::from_utf8(bytes).expect("text"), expected);
    }
}
