//! Writes JSON straight into bytes and leaves out what the service is not to get.
//!
//! A page has a thousand transactions of up to sixty fields: they are written without building a
//! tree first.

use crate::answer::delivery::Mask;

/// How documents are written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    /// Absent fields are written as `null`.
    pub(crate) nulls: bool,
    /// Amounts are written as texts; a defect.
    pub(crate) amounts_as_text: bool,
    /// Amounts keep their sign; a defect.
    pub(crate) signed_amounts: bool,
}

/// An object under construction.
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    mask: &'a Mask,
    style: Style,
    is_empty: bool,
}

/// Writes a whole document.
pub(crate) fn document(mask: &Mask, style: Style, fill: impl FnOnce(&mut Object<'_>)) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    object(&mut out, mask, style, fill);
    out
}

fn object(out: &mut Vec<u8>, mask: &Mask, style: Style, fill: impl FnOnce(&mut Object<'_>)) {
    out.push(b'{');
    fill(&mut Object {
        out,
        mask,
        style,
        is_empty: true,
    });
    out.push(b'}');
}

impl Object<'_> {
    /// Begins a field, if it is to be delivered.
    fn field(&mut self, name: &str) -> bool {
        if self.mask.child(name).is_none() {
            return false;
        }
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        true
    }

    fn absent(&mut self, name: &str) {
        if self.style.nulls && self.field(name) {
            self.out.extend_from_slice(b"null");
        }
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        if self.field(name) {
            string(self.out, value);
        }
    }

    /// A text, if there is one.
    pub(crate) fn text_if(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(name, value),
            None => self.absent(name),
        }
    }

    /// A boolean.
    pub(crate) fn flag(&mut self, name: &str, value: bool) {
        if self.field(name) {
            self.out
                .extend_from_slice(if value { b"true" } else { b"false" });
        }
    }

    /// An amount in hundredths, written without its sign.
    pub(crate) fn amount(&mut self, name: &str, hundredths: i64) {
        self.decimal(name, hundredths, 100);
    }

    /// A number with decimals: `value / unit`, where unit is a power of ten.
    pub(crate) fn decimal(&mut self, name: &str, value: i64, unit: u64) {
        if !self.field(name) {
            return;
        }
        let (quote, sign) = (
            self.style.amounts_as_text,
            self.style.signed_amounts && value < 0,
        );
        if quote {
            self.out.push(b'"');
        }
        if sign {
            self.out.push(b'-');
        }
        write_decimal(self.out, value.unsigned_abs(), unit);
        if quote {
            self.out.push(b'"');
        }
    }

    /// An object.
    pub(crate) fn object(&mut self, name: &str, fill: impl FnOnce(&mut Object<'_>)) {
        let (mask, style) = (self.mask, self.style);
        if let Some(mask) = mask.child(name)
            && self.field(name)
        {
            object(self.out, mask, style, fill);
        }
    }

    /// An object, if there is something to fill it from.
    pub(crate) fn object_if<T>(
        &mut self,
        name: &str,
        value: Option<T>,
        fill: impl FnOnce(&mut Object<'_>, T),
    ) {
        match value {
            Some(value) => self.object(name, |inner| fill(inner, value)),
            None => self.absent(name),
        }
    }

    /// A list of objects.
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut fill: impl FnMut(&mut Object<'_>, T),
    ) {
        let (mask, style) = (self.mask, self.style);
        let Some(mask) = mask.child(name) else {
            return;
        };
        if !self.field(name) {
            return;
        }
        self.out.push(b'[');
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                self.out.push(b',');
            }
            object(self.out, mask, style, |inner| fill(inner, item));
        }
        self.out.push(b']');
    }

    /// A list of texts.
    pub(crate) fn texts<'t>(&mut self, name: &str, items: impl IntoIterator<Item = &'t str>) {
        if !self.field(name) {
            return;
        }
        self.out.push(b'[');
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                self.out.push(b',');
            }
            string(self.out, item);
        }
        self.out.push(b']');
    }

    /// A field that the API does not know: no mask speaks of it.
    pub(crate) fn unknown(&mut self, name: &str, value: &str) {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
        string(self.out, name);
        self.out.push(b':');
        string(self.out, value);
    }
}

fn write_decimal(out: &mut Vec<u8>, value: u64, unit: u64) {
    let (whole, rest) = (value / unit, value % unit);
    out.extend_from_slice(whole.to_string().as_bytes());
    let digits = unit.ilog10() as usize;
    if digits > 0 {
        out.extend_from_slice(format!(".{rest:0digits$}").as_bytes());
    }
}

fn string(out: &mut Vec<u8>, value: &str) {
    out.push(b'"');
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if value.bytes().all(plain) {
        out.extend_from_slice(value.as_bytes());
    } else {
        let quoted = serde_json::Value::from(value).to_string();
        out.extend_from_slice(&quoted.as_bytes()[1..quoted.len() - 1]);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mask: &Mask, style: Style, fill: impl FnOnce(&mut Object<'_>)) -> String {
        String::from_utf8(document(mask, style, fill)).unwrap()
    }

    #[test]
    fn writes_fields_in_their_order() {
        let json = written(&Mask::All, Style::default(), |o| {
            o.text("a", "x");
            o.flag("b", true);
        });
        assert_eq!(json, r#"{"a":"x","b":true}"#);
    }

    #[test]
    fn leaves_out_what_is_masked() {
        let mask = Mask::of(["a.x"]);
        let json = written(&mask, Style::default(), |o| {
            o.object("a", |a| {
                a.text("x", "1");
                a.text("y", "2");
            });
            o.text("b", "3");
        });
        assert_eq!(json, r#"{"a":{"x":"1"}}"#);
    }

    #[test]
    fn writes_amounts_without_sign_and_with_two_decimals() {
        assert_eq!(
            written(&Mask::All, Style::default(), |o| o.amount("a", -1_205)),
            r#"{"a":12.05}"#
        );
    }

    #[test]
    fn escapes_what_json_does_not_take() {
        assert_eq!(
            written(&Mask::All, Style::default(), |o| o.text("a", "\"\n\\")),
            r#"{"a":"\"\n\\"}"#
        );
    }

    #[test]
    fn leaves_absent_fields_out() {
        assert_eq!(
            written(&Mask::All, Style::default(), |o| o.text_if("a", None)),
            "{}"
        );
    }

    #[test]
    fn may_write_absent_fields_as_null() {
        let style = Style {
            nulls: true,
            ..Style::default()
        };
        assert_eq!(
            written(&Mask::All, style, |o| o.text_if("a", None)),
            r#"{"a":null}"#
        );
    }
}
