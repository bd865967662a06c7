//! Reads the elements of a message into values.
//!
//! The original gives every element a value when it ends, by its name alone and wherever it stands:
//! `<int>` is a number, `<data>` the list of its children's values, `<value>` its first child's value or
//! else its text, and an element nobody knows is its text. All the leniencies of spec-runtime §7.2 follow
//! from that, so this reader works the same way.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::write::is_xml_char;
use crate::Value;

/// How many elements may stand inside each other. A value costs three, so this is far beyond any
/// real message, and low enough that dropping or writing the values cannot exhaust the stack.
const MAX_DEPTH: usize = 192;

/// Why bytes are not a message: text for a log or an error message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct MalformedXml {
    reason: String,
}

impl MalformedXml {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

/// What the elements that make up a message turned out to hold; the last of each kind counts.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// Text of `<methodName>`, untrimmed.
    pub(super) method: Option<String>,
    /// Values of `<params>`.
    pub(super) params: Option<Vec<Value>>,
    /// Value of `<fault>`.
    pub(super) fault: Option<Value>,
}

/// Whether characters that XML forbids make a document malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ForbiddenCharacters {
    /// As XML demands, and as the original's server does.
    Refuse,
    /// For a client: the original's server sends a log's control characters as they are.
    Accept,
}

/// An element that has begun and not ended.
struct Frame {
    name: String,
    /// Text before the first child; what follows a child is ignored.
    text: String,
    children: Vec<Value>,
}

/// Reads a whole document.
pub(super) fn read(document: &str, forbidden: ForbiddenCharacters) -> Result<Message, MalformedXml> {
    if forbidden == ForbiddenCharacters::Refuse
        && let Some(c) = document.chars().find(|&c| !is_xml_char(c))
    {
        return Err(MalformedXml::new(format!("character U+{:04X} is not allowed in XML", u32::from(c))));
    }
    let mut reader = Reader::from_str(document.strip_prefix('\u{feff}').unwrap_or(document));
    let mut message = Message::default();
    let mut open: Vec<Frame> = Vec::new();
    let mut root_seen = false;
    loop {
        let start = reader.buffer_position();
        let event = reader.read_event().map_err(|error| MalformedXml::new(error.to_string()))?;
        match event {
            Event::Start(element) => {
                begin(&mut open, &mut root_seen, &element)?;
            }
            Event::Empty(element) => {
                begin(&mut open, &mut root_seen, &element)?;
                end(&mut open, &mut message)?;
            }
            Event::End(_) => end(&mut open, &mut message)?,
            Event::Text(text) => push_text(&mut open, &text.xml10_content())?,
            Event::CData(_) if open.is_empty() => return Err(outside()),
            Event::CData(text) => push_text(&mut open, &text.xml10_content())?,
            Event::GeneralRef(reference) => {
                if open.is_empty() {
                    return Err(outside());
                }
                let character = match reference.resolve_char_ref() {
                    Ok(Some(c)) if is_xml_char(c) => c,
                    Ok(None) => named_entity(&reference)
                        .ok_or_else(|| MalformedXml::new(format!("unknown entity &{};", &*reference)))?,
                    Ok(Some(_)) | Err(_) => {
                        return Err(MalformedXml::new(format!("bad character reference &{};", &*reference)));
                    }
                };
                push_text(&mut open, character.encode_utf8(&mut [0; 4]))?;
            }
            // The original expands entities that a document defines itself, which invites documents of
            // a few bytes that unfold to gigabytes. No client sends one.
            Event::DocType(_) => return Err(MalformedXml::new("document type declarations are refused")),
            Event::Decl(_) if start > 0 => {
                return Err(MalformedXml::new("the XML declaration is not at the start"));
            }
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match open.last() {
        Some(frame) => Err(MalformedXml::new(format!("element <{}> never ends", frame.name))),
        None if !root_seen => Err(MalformedXml::new("no element found")),
        None => Ok(message),
    }
}

fn begin(open: &mut Vec<Frame>, root_seen: &mut bool, element: &BytesStart<'_>) -> Result<(), MalformedXml> {
    if open.is_empty() && *root_seen {
        return Err(outside());
    }
    if open.len() >= MAX_DEPTH {
        return Err(MalformedXml::new(format!("more than {MAX_DEPTH} elements inside each other")));
    }
    for attribute in element.attributes() {
        attribute.map_err(|error| MalformedXml::new(error.to_string()))?;
    }
    *root_seen = true;
    open.push(Frame { name: element.name().as_ref().to_owned(), text: String::new(), children: Vec::new() });
    Ok(())
}

fn push_text(open: &mut [Frame], text: &str) -> Result<(), MalformedXml> {
    match open.last_mut() {
        Some(frame) if frame.children.is_empty() => frame.text.push_str(text),
        Some(_) => {}
        None if text.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n')) => {}
        None => return Err(outside()),
    }
    Ok(())
}

fn outside() -> MalformedXml {
    MalformedXml::new("something stands outside the outermost element")
}

fn named_entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn end(open: &mut Vec<Frame>, message: &mut Message) -> Result<(), MalformedXml> {
    let Some(mut frame) = open.pop() else { return Err(outside()) };
    match frame.name.as_str() {
        "methodName" => message.method = Some(std::mem::take(&mut frame.text)),
        "params" => message.params = Some(std::mem::take(&mut frame.children)),
        "fault" => message.fault = std::mem::take(&mut frame.children).into_iter().next(),
        _ => {}
    }
    let value = value_of(frame)?;
    if let Some(parent) = open.last_mut() {
        parent.children.push(value);
    }
    Ok(())
}

fn value_of(frame: Frame) -> Result<Value, MalformedXml> {
    let Frame { name, text, children } = frame;
    match name.as_str() {
        "int" | "i4" => int(&text),
        "boolean" => Ok(Value::Bool(text == "1")),
        "string" => Ok(Value::String(text)),
        "double" => double(&text),
        "dateTime.iso8601" if is_date_time(&text) => Ok(Value::DateTime(text)),
        "dateTime.iso8601" => Err(MalformedXml::new(format!("`{text}` is not a date and time"))),
        "base64" => decode_base64(&text),
        "value" => Ok(children.into_iter().next().unwrap_or(Value::String(text))),
        "param" | "array" => {
            children.into_iter().next().ok_or_else(|| MalformedXml::new(format!("element <{name}> is empty")))
        }
        // A member is the pair of its name and its value until its struct takes it up.
        "data" | "member" => Ok(Value::Array(children)),
        "struct" => structure(children),
        _ if text.is_empty() => Ok(Value::Nil),
        _ => Ok(Value::String(text)),
    }
}

/// Numbers as the original reads them: blanks around, a sign, underscores between digits. One that is
/// too wide stays text, as all the wider types (`i8`) do; methods that want a number accept both.
fn int(text: &str) -> Result<Value, MalformedXml> {
    let trimmed = text.trim();
    let digits = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
    let well_formed =
        digits.split('_').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !well_formed {
        return Err(MalformedXml::new(format!("`{text}` is not an integer")));
    }
    let plain = trimmed.replace('_', "");
    Ok(plain.parse().map_or(Value::String(plain), Value::Int))
}

fn double(text: &str) -> Result<Value, MalformedXml> {
    text.trim()
        .parse()
        .map(Value::Double)
        .map_err(|_| MalformedXml::new(format!("`{text}` is not a floating-point number")))
}

/// Whether text has the form `20261121T08:00:00`.
fn is_date_time(text: &str) -> bool {
    text.len() == 17
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'T',
            11 | 14 => byte == b':',
            _ => byte.is_ascii_digit(),
        })
}

fn decode_base64(text: &str) -> Result<Value, MalformedXml> {
    let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = STANDARD.decode(packed).map_err(|error| MalformedXml::new(format!("base64: {error}")))?;
    String::from_utf8(bytes)
        .map(Value::String)
        .map_err(|_| MalformedXml::new("base64 does not hold UTF-8 text"))
}

fn structure(members: Vec<Value>) -> Result<Value, MalformedXml> {
    let mut result: Vec<(String, Value)> = Vec::with_capacity(members.len());
    // Where each name is: looking through the members would take hours for a request of nothing but members.
    let mut places: HashMap<String, usize> = HashMap::with_capacity(members.len());
    for member in members {
        let Value::Array(pair) = member else { return Err(not_a_member()) };
        let [name, value]: [Value; 2] = pair.try_into().map_err(|_| not_a_member())?;
        let name = match name {
            Value::String(name) => name,
            Value::Nil => String::new(),
            _ => return Err(MalformedXml::new("the name of a struct's member is not text")),
        };
        match places.get(&name).and_then(|place| result.get_mut(*place)) {
            Some((_, known)) => *known = value,
            None => {
                places.insert(name.clone(), result.len());
                result.push((name, value));
            }
        }
    }
    Ok(Value::Struct(result))
}

fn not_a_member() -> MalformedXml {
    MalformedXml::new("a struct holds something that is not a name with a value")
}
