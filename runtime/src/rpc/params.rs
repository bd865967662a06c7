//! Positional parameters as methods want them.

use supervisor_wire::{Fault, FaultCode, Value};

/// The parameters of one call; their number was checked before.
#[derive(Debug)]
pub(crate) struct Params(Vec<Value>);

impl Params {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self(values)
    }

    fn get(&self, index: usize) -> Result<&Value, Fault> {
        self.0.get(index).ok_or_else(|| Fault::new(FaultCode::IncorrectParameters))
    }

    /// A text. Scalars are taken as the text they would be written as.
    pub(crate) fn text(&self, index: usize) -> Result<String, Fault> {
        match self.get(index)? {
            Value::String(text) => Ok(text.clone()),
            Value::Int(number) => Ok(number.to_string()),
            Value::Bool(flag) => Ok(i32::from(*flag).to_string()),
            Value::Double(number) => Ok(number.to_string()),
            _ => Err(Fault::new(FaultCode::IncorrectParameters)),
        }
    }

    /// A text that must have been sent as one.
    pub(crate) fn strict_text(&self, index: usize) -> Result<&str, Fault> {
        match self.get(index)? {
            Value::String(text) => Ok(text),
            Value::Int(number) => Err(Fault::with(FaultCode::IncorrectParameters, number)),
            _ => Err(Fault::new(FaultCode::IncorrectParameters)),
        }
    }

    /// A number; numeric texts count, doubles are truncated.
    pub(crate) fn number(&self, index: usize) -> Result<i64, Fault> {
        let wrong = || Fault::new(FaultCode::IncorrectParameters);
        match self.get(index)? {
            Value::Int(number) => Ok(i64::from(*number)),
            Value::Bool(flag) => Ok(i64::from(*flag)),
            // `as` saturates, and a file longer than 2^53 bytes is not read through XML-RPC.
            Value::Double(number) => Ok(*number as i64),
            Value::String(text) => text.trim().parse().map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }

    /// The optional `wait` of start and stop methods: true unless something false is given. Any value has a
    /// truth, as in the original.
    pub(crate) fn wait(&self, index: usize) -> bool {
        match self.0.get(index) {
            None => true,
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Int(number)) => *number != 0,
            Some(Value::Double(number)) => *number != 0.0,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Struct(members)) => !members.is_empty(),
            Some(_) => true,
        }
    }
}
