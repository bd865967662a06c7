//! The values that XML-RPC can carry.

/// One value, as parameter or as result.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `<int>` or `<i4>`. The protocol has nothing wider.
    Int(i32),
    /// `<boolean>`.
    Bool(bool),
    /// `<string>`, an untyped value, decoded `<base64>`, or the text of a type element nobody knows.
    String(String),
    /// `<double>`.
    Double(f64),
    /// `<dateTime.iso8601>`, as `20261121T08:00:00`.
    DateTime(String),
    /// `<array>`.
    Array(Vec<Value>),
    /// `<struct>`, members in the order in which they were written; names are unique.
    Struct(Vec<(String, Value)>),
    /// No value. Not part of XML-RPC: what an unknown, empty element is read as.
    Nil,
}

impl Value {
    /// A struct with members in the order given.
    pub fn structure<K: Into<String>>(members: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Struct(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number of an integer.
    pub fn as_int(&self) -> Option<i32> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The members of a struct.
    pub fn as_struct(&self) -> Option<&[(String, Value)]> {
        match self {
            Self::Struct(members) => Some(members),
            _ => None,
        }
    }

    /// The member of that name; none if there is none or this is not a struct.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_struct()?.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Double(number)
    }
}

impl From<Vec<Value>> for Value {
    fn from(elements: Vec<Value>) -> Self {
        Self::Array(elements)
    }
}

impl FromIterator<Value> for Value {
    fn from_iter<I: IntoIterator<Item = Value>>(elements: I) -> Self {
        Self::Array(elements.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn accessors_answer_for_their_own_kind_only() {
        let info = Value::structure([("name", Value::from("cat")), ("pid", Value::from(7))]);
        assert_eq!(info.get("name").and_then(Value::as_str), Some("cat"));
        assert_eq!(info.get("pid").and_then(Value::as_int), Some(7));
        assert_eq!(info.get("pid").and_then(Value::as_str), None);
        assert_eq!(info.get("group"), None);
        assert_eq!(Value::from(true).get("name"), None);
        assert_eq!([Value::Nil].into_iter().collect::<Value>().as_array(), Some(&[Value::Nil][..]));
    }
}
