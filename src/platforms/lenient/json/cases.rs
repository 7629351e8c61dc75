//! What is tolerated in an answer, and what is not: one table, which the tests run through every entrance
//! (`tests/suite/lenient.rs`).

/// One way in which an answer may be written.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it is called.
    pub name: &'static str,
    /// Bytes in front of the document.
    pub front: &'static [u8],
    /// Bytes behind it.
    pub behind: &'static [u8],
    /// What stands between the quotes of a name.
    pub text: &'static [u8],
    /// The name that is read.
    pub name_read: &'static str,
    /// What stands where a figure belongs, at the end of its object.
    pub number: &'static [u8],
    /// The figure that is read; `None` is unknown.
    pub number_read: Option<u64>,
    /// How the characters become bytes.
    pub form: Form,
}

/// How the characters of a document become bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// UTF-8.
    Plain,
    /// UTF-16, the low byte first.
    Little,
    /// UTF-16, the high byte first.
    Big,
}

/// An answer as the documents have it.
const PLAIN: Case = Case {
    name: "plain",
    front: b"",
    behind: b"",
    text: "Li 李娜".as_bytes(),
    name_read: "Li 李娜",
    number: b"7",
    number_read: Some(7),
    form: Form::Plain,
};

const fn text(name: &'static str, text: &'static [u8], name_read: &'static str) -> Case {
    Case { name, text, name_read, ..PLAIN }
}

const fn number(name: &'static str, number: &'static [u8], number_read: Option<u64>) -> Case {
    Case { name, number, number_read, ..PLAIN }
}

/// What is tolerated.
pub const TABLE: &[Case] = &[
    PLAIN,
    // Around the document.
    Case { name: "a byte order mark", front: b"\xEF\xBB\xBF", ..PLAIN },
    Case { name: "a byte order mark in the middle of blanks", front: b"\r\n\xEF\xBB\xBF\t ", ..PLAIN },
    Case { name: "UTF-16, low byte first", front: b"\xEF\xBB\xBF", form: Form::Little, ..PLAIN },
    Case { name: "UTF-16, high byte first", front: b"\xEF\xBB\xBF", form: Form::Big, ..PLAIN },
    Case { name: "UTF-16 without a mark", form: Form::Little, ..PLAIN },
    Case { name: "blanks and zero bytes around", front: b" \n\0", behind: b"\0\0\r\n \x1A", ..PLAIN },
    Case { name: "blanks of other scripts around", front: "\u{A0}\u{3000}".as_bytes(), ..PLAIN },
    // Control characters in strings: blanks.
    text("a raw tab", b"Li\tNa", "Li Na"),
    text("a raw line feed", b"Li\nNa", "Li Na"),
    text("a raw end of line", b"Li\r\nNa", "Li  Na"),
    text("a raw escape character", b"Li\x1BNa", "Li Na"),
    text("a raw zero byte", b"Li\0Na", "Li Na"),
    text("a raw tab in the name of a field", b"Li\",\"z\tz\":\"", "Li"),
    text("a raw tab in a nested text", b"Li\",\"zz\":{\"z\":[\"a\tb\",{\"\t\":1}]},\"z\":\"", "Li"),
    // Surrogates: a pair is a character, half of one is U+FFFD.
    text("a pair of surrogates", br"Li \ud83d\uDE00", "Li 😀"),
    text("a high surrogate alone", br"Li \ud83d", "Li \u{FFFD}"),
    text("a low surrogate alone", br"\uDE00 Li", "\u{FFFD} Li"),
    text("a pair in reverse", br"Li \ude00\ud83d", "Li \u{FFFD}\u{FFFD}"),
    text("half a pair and a pair", br"\ud83d\ud83d\ude00 Li", "\u{FFFD}😀 Li"),
    text("half a pair and another escape", br"Li \ud83d\u0041\\ud83d", "Li \u{FFFD}A\\ud83d"),
    text("half a pair in the name of a field", br#"Li","z\ud83d":""#, "Li"),
    text("half a pair in a nested text", br#"Li","zz":{"z":["\uDBFF",{"\udc00":1}]},"z":""#, "Li"),
    // What is no UTF-8: U+FFFD.
    text("a byte of no character", b"Li\xFFNa", "Li\u{FFFD}Na"),
    text("a character cut off", b"Li \xE6\x9D", "Li \u{FFFD}"),
    text("a character in too many bytes", b"Li\xC0\xAF", "Li\u{FFFD}\u{FFFD}"),
    text("a surrogate in bytes", b"Li\xED\xA0\xBD", "Li\u{FFFD}\u{FFFD}\u{FFFD}"),
    text("the bytes of another alphabet", b"\xC0\xEE Li", "\u{FFFD}\u{FFFD} Li"),
    // Figures. What has no value is unknown; what is no figure is refused, and is as unknown.
    number("not a number", b"NaN", None),
    number("not a number, as C writes it", b"-nan", None),
    number("beyond all numbers", b"Infinity", None),
    number("below all numbers", b"-Infinity", None),
    number("a field without a value", b"", None),
    number("larger than any type", b"1e400", None),
    number("noughts in front", b"007", Some(7)),
    number("a sign in front", b"+7", Some(7)),
    number("nothing behind the point", b"7.", Some(7)),
    number("not a number beside a good one", b"7,\"z\":NaN", Some(7)),
    // Commas.
    number("a comma with nothing behind it", b"7,", Some(7)),
    number("two of them", b"7,\t,", Some(7)),
    number("a comma with nothing in front of it", b"7,\"z\":[,1,,2,]", Some(7)),
    // The last of several fields of one name counts.
    number("a field twice", b"7,\"z\":1,\"z\":{\"z\":2,\"z\":[]}", Some(7)),
];

/// What is not: each is no JSON, whatever stands in it. `@` is a whole document.
pub const REFUSED: &[(&str, &str)] = &[
    ("nothing", ""),
    ("a mark alone", "\u{FEFF}"),
    ("another document behind", "@ @"),
    ("words behind", "@ bye"),
    ("words in front", ")]}',\n@"),
    ("a comma in front", ",@"),
    ("a comma behind", "@,"),
    ("a bracket without its end", "[@"),
    ("an end without its bracket", "@]"),
    ("a list that ends as an object", "[@}"),
    ("a string without its end", "{\"z\":\"@"),
    ("a comment", "/* */@"),
    ("names without quotes", "{z:@}"),
    ("a word that is none", "{\"z\":nul,\"a\":@}"),
    ("words of another language", "{\"z\":None,\"a\":@}"),
    ("quotes of one stroke", "{'z':@}"),
    ("an escape that is none", r#"{"z":"\x41","a":@}"#),
    ("an escape cut off", r#"{"z":"\ud8","a":@}"#),
    ("quotes in a string", r#"{"z":"a"b","a":@}"#),
    ("two values", "[1 2,@]"),
    ("two colons", "{\"z\"::1,\"a\":@}"),
];

/// What is sent where there is nothing to list.
pub const NOTHING: &[&str] = &["[]", "{}", "\"\"", "null", "false", "\" \"", "\"[]\"", "[{}]", "[null]", "[,]"];

impl Case {
    /// The bytes of `document`, in which `@text` and `@number` stand for what this case has there.
    pub fn write(&self, document: &str) -> Vec<u8> {
        let mut bytes = self.front.to_vec();
        let mut rest = document;
        while let Some(at) = rest.find('@') {
            let (before, from) = rest.split_at(at);
            bytes.extend_from_slice(before.as_bytes());
            let (value, mark) = if from.starts_with("@text") { (self.text, "@text") } else { (self.number, "@number") };
            bytes.extend_from_slice(value);
            rest = from.strip_prefix(mark).expect("a document has no other marks");
        }
        bytes.extend_from_slice(rest.as_bytes());
        bytes.extend_from_slice(self.behind);
        let order = match self.form {
            Form::Plain => return bytes,
            Form::Little => u16::to_le_bytes,
            Form::Big => u16::to_be_bytes,
        };
        let text = String::from_utf8(bytes).expect("only what is text has another form");
        text.encode_utf16().flat_map(order).collect()
    }
}
