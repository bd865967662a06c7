//! Values that cannot be expanded.

use super::{Words, nearest};
use crate::diagnostic::Code;
use crate::expand::{ExpandError, ExpandErrorKind, Scope, TOO_LONG};

/// A value that cannot be expanded. `passes`: how many expansions the option goes through in all. `briefly`: without what is
/// found by looking at all variables.
pub(in crate::compile) fn expansion(
    error: &ExpandError,
    text: &str,
    option: &str,
    passes: usize,
    scope: &Scope<'_>,
    briefly: bool,
) -> Words {
    let directive = text.get(error.range.clone()).unwrap_or("%");
    let percent = "%".repeat(1 << passes);
    match (&error.kind, &error.name) {
        (ExpandErrorKind::Unknown, name) => {
            unknown_name(name.as_deref().unwrap_or_default(), option, scope, briefly)
        }
        (ExpandErrorKind::Malformed(reason), None) if reason == TOO_LONG => Words::new(
            Code::BAD_EXPANSION_FORMAT,
            format!("`{option}` is too long to be expanded"),
            "longer than any command or environment can be",
            "write a shorter value",
        ),
        (ExpandErrorKind::Malformed(reason), None) if !directive.starts_with("%(") => Words::new(
            Code::BARE_PERCENT,
            format!("`{option}` contains a `%` that begins no expansion: {reason}"),
            "a `%` on its own",
            format!("write `{percent}` for a percent sign"),
        ),
        (ExpandErrorKind::Malformed(reason), name)
            if name.is_none() || reason.starts_with("incomplete") || reason.starts_with("unsupported") =>
        {
            let name = name.clone().unwrap_or_else(|| directive.trim_start_matches("%(").to_owned());
            Words::new(
                Code::UNTERMINATED_EXPANSION,
                format!("the expansion of `{name}` in `{option}` has no proper end: {reason}"),
                "needs a letter such as `s` after the parenthesis",
                format!("write `%({name})s`, or `{percent}` for a percent sign"),
            )
        }
        (ExpandErrorKind::Malformed(reason), name) => {
            let name = name.as_deref().unwrap_or_default();
            Words::new(
                Code::BAD_EXPANSION_FORMAT,
                format!("`{name}` cannot be written as `{directive}`: {reason}"),
                "the conversion does not fit",
                format!("write `%({name})s`"),
            )
        }
    }
}
fn unknown_name(name: &str, option: &str, scope: &Scope<'_>, briefly: bool) -> Words {
    let own = scope.own_names();
    let prefixed = format!("ENV_{name}");
    if let Some(variable) = name.strip_prefix("ENV_") {
        let names = if briefly { Vec::new() } else { scope.names() };
        let near = nearest(name, names.iter().map(String::as_str).filter(|known| known.starts_with("ENV_")));
        return Words::new(
            Code::UNKNOWN_EXPANSION,
            format!("`{option}` refers to the environment variable `{variable}`, which is not set"),
            "not set",
            match near {
                Some(near) => format!("did you mean `%({near})s`?"),
                None => format!("set `{variable}` in the environment in which supervisord is started"),
            },
        );
    }
    if scope.get(&prefixed).is_some() {
        return Words::new(
            Code::ENV_WITHOUT_PREFIX,
            format!("`{option}` refers to `{name}`, which is an environment variable"),
            "lacks the prefix `ENV_`",
            format!("write `%({prefixed})s`"),
        );
    }
    let available = match own.split_last() {
        None => "only environment variables, as in `%(ENV_HOME)s`, are available here".to_owned(),
        Some((last, [])) => format!("available here: {last}, and environment variables as in `%(ENV_HOME)s`"),
        Some((last, rest)) => {
            format!(
                "available here: {}, {last}, and environment variables as in `%(ENV_HOME)s`",
                rest.join(", ")
            )
        }
    };
    let known = ["process_num", "numprocs", "program_name", "group_name", "host_node_name", "here"];
    let message = if known.contains(&name) {
        format!("`{name}` is not available in `{option}`")
    } else {
        format!("`{option}` refers to `{name}`, which stands for nothing")
    };
    let is_variable = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let help = match nearest(name, own.iter().copied()) {
        _ if !name.is_empty() && name.chars().all(is_variable) => {
            format!("if it is an environment variable, write `%({prefixed})s`")
        }
        Some(near) => format!("did you mean `%({near})s`?"),
        None => available,
    };
    Words::new(Code::UNKNOWN_EXPANSION, message, "not available here", help)
}
