//! Names of processes and groups on the command line (spec-runtime §10.3).

/// What one name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    /// `group:*` or `group:`: every process of a group.
    Group(&'a str),
    /// `group:process`, or `name` for the process of that name in the group of the same name.
    Process {
        /// Its group.
        group: &'a str,
        /// Its name within the group.
        name: &'a str,
    },
}

impl<'a> Target<'a> {
    /// Reads a name; every text is one.
    pub(crate) fn of(name: &'a str) -> Self {
        match name.split_once(':') {
            Some((group, "" | "*")) => Self::Group(group),
            Some((group, name)) => Self::Process { group, name },
            None => Self::Process { group: name, name },
        }
    }
}

/// How a process is shown: `group:name`, or `name` where both are the same.
pub(crate) fn namespec(group: &str, name: &str) -> String {
    if group == name { name.to_owned() } else { format!("{group}:{name}") }
}

#[cfg(test)]
mod tests {
    use super::{Target, namespec};

    #[test]
    fn names() {
        assert_eq!(Target::of("g:*"), Target::Group("g"));
        assert_eq!(Target::of("g:"), Target::Group("g"));
        assert_eq!(Target::of("p"), Target::Process { group: "p", name: "p" });
        assert_eq!(Target::of("g:p"), Target::Process { group: "g", name: "p" });
        assert_eq!(Target::of("a:b:c"), Target::Process { group: "a", name: "b:c" });
        assert_eq!(namespec("p", "p"), "p");
        assert_eq!(namespec("g", "p"), "g:p");
    }
}
