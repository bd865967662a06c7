//! The names that a value may refer to, in layers: nothing is copied per process.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::plan::Environment;

/// What a name stands for. Only `process_num` and `numprocs` are numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning<'s> {
    Text(Cow<'s, str>),
    Number(i64),
}

/// The names of one class (spec-config §2.3) at one point of the evaluation.
#[derive(Debug, Clone)]
pub(crate) struct Scope<'s> {
    names: Vec<(&'static str, Meaning<'s>)>,
    /// Keys of the program's own `environment=`, of this process and of those before it.
    own: HashMap<String, String>,
    /// Keys of `[supervisord] environment`.
    daemon: &'s Environment,
    /// The environment of the daemon.
    machine: &'s BTreeMap<String, String>,
}

impl<'s> Scope<'s> {
    pub(crate) fn new(machine: &'s BTreeMap<String, String>, daemon: &'s Environment) -> Self {
        Self { names: Vec::new(), own: HashMap::new(), daemon, machine }
    }

    /// Adds a name, or gives it another meaning.
    pub(crate) fn set(&mut self, name: &'static str, meaning: Meaning<'s>) {
        match self.names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = meaning,
            None => self.names.push((name, meaning)),
        }
    }

    pub(crate) fn with_text(mut self, name: &'static str, text: impl Into<Cow<'s, str>>) -> Self {
        self.set(name, Meaning::Text(text.into()));
        self
    }

    /// Adds a key of the program's own environment.
    pub(crate) fn set_own(&mut self, key: &str, value: &str) {
        self.own.insert(key.to_owned(), value.to_owned());
    }

    /// Forgets the own keys that exist outside too, as the original does before each process: the others stay
    /// visible to the processes that follow (spec-config §2.4).
    pub(crate) fn reset_own(&mut self) {
        let (daemon, machine) = (self.daemon, self.machine);
        self.own.retain(|key, _| !daemon.contains_key(key) && !machine.contains_key(key));
    }

    pub(crate) fn get(&self, name: &str) -> Option<Meaning<'_>> {
        if let Some(key) = name.strip_prefix("ENV_") {
            let outer =
                || self.daemon.get(key).map(|setting| &setting.value).or_else(|| self.machine.get(key));
            return self.own.get(key).or_else(outer).map(|value| Meaning::Text(Cow::Borrowed(value)));
        }
        self.names.iter().find(|(known, _)| *known == name).map(|(_, meaning)| meaning.clone())
    }

    /// Every name, sorted by code point.
    pub(crate) fn names(&self) -> Vec<String> {
        let keys = self.own.keys().chain(self.daemon.keys()).chain(self.machine.keys());
        let names: BTreeSet<_> = keys
            .map(|key| format!("ENV_{key}"))
            .chain(self.names.iter().map(|(name, _)| (*name).to_owned()))
            .collect();
        names.into_iter().collect()
    }
}
