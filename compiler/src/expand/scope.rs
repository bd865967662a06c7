//! The names that a value may refer to, in layers: nothing is copied per process.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

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
    /// The environment of this process, if the program has one of its own: that of the daemon and its own keys.
    process: Option<Arc<Environment>>,
    /// Own keys of the processes before it, but for those that exist outside.
    earlier: HashMap<String, String>,
    /// Keys of `[supervisord] environment`.
    daemon: &'s Environment,
    /// The environment of the daemon.
    machine: &'s BTreeMap<String, String>,
    /// What variables stand for that are not set; none: nothing.
    unset: Option<Unset>,
}

/// What a variable stands for that is not set, for who wants to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unset {
    /// This text.
    Text(&'static str),
    /// Its own name.
    Name,
    /// Its own name as that of a file in the root directory.
    Path,
}

impl<'s> Scope<'s> {
    pub(crate) fn new(machine: &'s BTreeMap<String, String>, daemon: &'s Environment) -> Self {
        Self { names: Vec::new(), process: None, earlier: HashMap::new(), daemon, machine, unset: None }
    }

    /// Adds a name, or gives it another meaning.
    pub(crate) fn set(&mut self, name: &'static str, meaning: Meaning<'s>) {
        match self.names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = meaning,
            None => {
                // Six is as many as there are (spec-config §2.3).
                self.names.reserve(6);
                self.names.push((name, meaning));
            }
        }
    }

    pub(crate) fn with_text(mut self, name: &'static str, text: impl Into<Cow<'s, str>>) -> Self {
        self.set(name, Meaning::Text(text.into()));
        self
    }

    /// Takes over the environment of a process: the daemon's with the program's own keys.
    pub(crate) fn set_process(&mut self, environment: Arc<Environment>) {
        self.process = Some(environment);
    }

    /// Forgets the own keys that exist outside too, as the original does before each process: the others stay
    /// visible to the processes that follow (spec-config §2.4).
    pub(crate) fn next_process(&mut self) {
        let Some(before) = self.process.take() else { return };
        let own = before
            .iter()
            .filter(|(key, _)| !self.daemon.contains_key(*key) && !self.machine.contains_key(*key));
        self.earlier.extend(own.map(|(key, value)| (key.clone(), value.value.clone())));
    }

    /// Says what variables stand for that are not set.
    pub(crate) fn assume(&mut self, unset: Option<Unset>) {
        self.unset = unset;
    }

    pub(crate) fn get(&self, name: &str) -> Option<Meaning<'_>> {
        if let Some(key) = name.strip_prefix("ENV_") {
            let process = self.process.as_deref().and_then(|own| own.get(key)).map(|setting| &setting.value);
            return process
                .or_else(|| self.earlier.get(key))
                .or_else(|| self.daemon.get(key).map(|setting| &setting.value))
                .or_else(|| self.machine.get(key))
                .map(|value| Meaning::Text(Cow::Borrowed(value.as_str())))
                .or_else(|| {
                    self.unset.map(|unset| match unset {
                        Unset::Text(text) => Meaning::Text(Cow::Borrowed(text)),
                        Unset::Name => Meaning::Text(Cow::Owned(key.to_owned())),
                        Unset::Path => Meaning::Text(Cow::Owned(format!("/{key}"))),
                    })
                });
        }
        self.names.iter().find(|(known, _)| *known == name).map(|(_, meaning)| meaning.clone())
    }

    /// The names that are no variables, sorted. They are few.
    pub(crate) fn own_names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.names.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names
    }

    /// Every name, sorted by code point.
    pub(crate) fn names(&self) -> Vec<String> {
        let keys = self.process.iter().flat_map(|own| own.keys());
        let keys = keys.chain(self.earlier.keys()).chain(self.daemon.keys()).chain(self.machine.keys());
        let names: BTreeSet<_> = keys
            .map(|key| format!("ENV_{key}"))
            .chain(self.names.iter().map(|(name, _)| (*name).to_owned()))
            .collect();
        names.into_iter().collect()
    }
}
