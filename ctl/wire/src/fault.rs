//! Faults: how a method says no (spec-runtime §7.3).

use std::fmt;

/// What a server answers instead of a result.
///
/// The code is a plain number because another server, or a plug-in, may send one that is not in
/// [`FaultCode`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `faultCode`.
    pub code: i32,
    /// `faultString`: the code's name, or the name, `: ` and what it is about.
    pub text: String,
}

impl Fault {
    /// A fault whose text is the bare name of its code: `NO_FILE`.
    pub fn new(code: FaultCode) -> Self {
        Self { code: code.number(), text: code.name().to_owned() }
    }

    /// A fault that says what it is about: `BAD_NAME: cat`.
    pub fn with(code: FaultCode, extra: impl fmt::Display) -> Self {
        Self { code: code.number(), text: format!("{}: {extra}", code.name()) }
    }

    /// Whether the fault has this code.
    pub fn is(&self, code: FaultCode) -> bool {
        self.code == code.number()
    }
}

macro_rules! fault_codes {
    ($($(#[$doc:meta])* $variant:ident = $number:literal $name:literal,)+) => {
        /// The codes Supervisor uses.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FaultCode {
            $($(#[$doc])* $variant = $number,)+
        }

        impl FaultCode {
            /// Every code, ascending.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name that begins the fault text, such as `BAD_NAME`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

fault_codes! {
    /// No such namespace or method.
    UnknownMethod = 1 "UNKNOWN_METHOD",
    /// Wrong number or type of parameters.
    IncorrectParameters = 2 "INCORRECT_PARAMETERS",
    /// Parameters of the right type that make no sense.
    BadArguments = 3 "BAD_ARGUMENTS",
    /// `system.methodSignature` or `methodHelp` of a method that has none.
    SignatureUnsupported = 4 "SIGNATURE_UNSUPPORTED",
    /// The daemon is shutting down or restarting.
    ShutdownState = 6 "SHUTDOWN_STATE",
    /// No such process or group.
    BadName = 10 "BAD_NAME",
    /// No such signal.
    BadSignal = 11 "BAD_SIGNAL",
    /// A program's executable, or a log, is missing.
    NoFile = 20 "NO_FILE",
    /// A program's file cannot be executed.
    NotExecutable = 21 "NOT_EXECUTABLE",
    /// Everything else that went wrong.
    Failed = 30 "FAILED",
    /// The process ended before it counted as started.
    AbnormalTermination = 40 "ABNORMAL_TERMINATION",
    /// The process could not be spawned.
    SpawnError = 50 "SPAWN_ERROR",
    /// The process runs already.
    AlreadyStarted = 60 "ALREADY_STARTED",
    /// The process does not run.
    NotRunning = 70 "NOT_RUNNING",
    /// Not a fault: `status` of the structs that the calls on groups answer.
    Success = 80 "SUCCESS",
    /// The group is active already.
    AlreadyAdded = 90 "ALREADY_ADDED",
    /// The group still has running processes.
    StillRunning = 91 "STILL_RUNNING",
    /// The configuration does not compile.
    CantReread = 92 "CANT_REREAD",
}

impl FaultCode {
    /// The `faultCode`.
    pub fn number(self) -> i32 {
        self as i32
    }

    /// The code of that number, if Supervisor has one.
    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultCode};

    #[test]
    fn text_is_the_name_with_or_without_what_it_is_about() {
        assert_eq!(Fault::new(FaultCode::NoFile), Fault { code: 20, text: "NO_FILE".into() });
        let about = Fault::with(FaultCode::BadName, "a:b");
        assert_eq!(about, Fault { code: 10, text: "BAD_NAME: a:b".into() });
        assert!(about.is(FaultCode::BadName));
        assert!(!about.is(FaultCode::BadSignal));
    }

    #[test]
    fn numbers_and_names_are_those_of_the_original() {
        let table: Vec<String> =
            FaultCode::ALL.iter().map(|code| format!("{} {}", code.number(), code.name())).collect();
        insta::assert_snapshot!(table.join("\n"));
        for code in FaultCode::ALL {
            assert_eq!(FaultCode::from_number(code.number()), Some(*code));
        }
        assert_eq!(FaultCode::from_number(5), None);
    }
}
