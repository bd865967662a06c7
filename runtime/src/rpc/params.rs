//! Positional parameters as methods want them.

use supervisor_wire::{Fault, FaultCode, Value};

use super::room::Room;

/// The parameters of one call, and the room it takes.
#[derive(Debug)]
pub(crate) struct Params {
    values: Vec<Value>,
    room: Room,
}

impl Params {
    pub(crate) fn new(values: Vec<Value>, room: Room) -> Self {
        Self { values, room }
    }

    /// How many there are. Methods need not look: that was checked before.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// For an answer that may be large.
    pub(super) fn room(&self) -> Room {
        self.room.clone()
    }

    fn get(&self, index: usize) -> Result<&Value, Fault> {
        self.values.get(index).ok_or_else(|| Fault::new(FaultCode::IncorrectParameters))
    }

    /// A parameter that may be missing, whatever it is.
    pub(crate) fn optional(&self, index: usize) -> Option<&Value> {
        self.values.get(index)
    }

    /// A text. Scalars are taken as the text that Python writes for them.
    pub(crate) fn text(&self, index: usize) -> Result<String, Fault> {
        match self.get(index)? {
            Value::String(text) => Ok(text.clone()),
            Value::Int(number) => Ok(number.to_string()),
            Value::Bool(true) => Ok("True".to_owned()),
            Value::Bool(false) => Ok("False".to_owned()),
            Value::Double(number) => Ok(format!("{number:?}")),
            _ => Err(Fault::new(FaultCode::IncorrectParameters)),
        }
    }

    /// A text that must have been sent as one.
    pub(crate) fn strict_text(&self, index: usize) -> Result<&str, Fault> {
        match self.get(index)? {
            Value::String(text) => Ok(text),
            Value::Int(number) => Err(Fault::with(FaultCode::IncorrectParameters, number)),
            Value::Bool(true) => Err(Fault::with(FaultCode::IncorrectParameters, "True")),
            Value::Bool(false) => Err(Fault::with(FaultCode::IncorrectParameters, "False")),
            Value::Double(number) => Err(Fault::with(FaultCode::IncorrectParameters, format!("{number:?}"))),
            _ => Err(Fault::new(FaultCode::IncorrectParameters)),
        }
    }

    /// A list of texts; none when it is missing.
    pub(crate) fn texts(&self, index: usize) -> Result<Vec<String>, Fault> {
        let wrong = || Fault::new(FaultCode::IncorrectParameters);
        let Some(list) = self.optional(index) else { return Ok(Vec::new()) };
        let items = list.as_array().ok_or_else(wrong)?;
        items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
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
        match self.values.get(index) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_in_many_forms() {
        let params = Params::new(
            vec![
                Value::from(-4),
                Value::from("3"),
                Value::from(3.7),
                Value::from(true),
                Value::from("a"),
                Value::Nil,
            ],
            Room::default(),
        );
        let numbers: Vec<_> = (0..7).map(|index| params.number(index).ok()).collect();
        assert_eq!(numbers, [Some(-4), Some(3), Some(3), Some(1), None, None, None]);
    }

    #[test]
    fn waiting_is_the_default_and_anything_has_a_truth() {
        let wait = |values: Vec<Value>| Params::new(values, Room::default()).wait(0);
        assert!(wait(vec![]) && wait(vec![true.into()]) && wait(vec!["x".into()]) && wait(vec![1.into()]));
        assert!(!wait(vec![false.into()]) && !wait(vec!["".into()]) && !wait(vec![0.into()]));
    }

    #[test]
    fn text_for_stdin_must_be_text() {
        let fault = Params::new(vec![5.into()], Room::default()).strict_text(0).unwrap_err();
        assert_eq!(fault.text, "INCORRECT_PARAMETERS: 5");
    }
}
