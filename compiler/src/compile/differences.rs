//! Warnings about what means something else in the original, on purpose (docs/differences.md).

use super::explain::Words;
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::plan::Group;
use crate::plugins;
use crate::schema::OptionRow;
use crate::sources::Location;

/// `%s`: the original puts the daemon's whole environment there.
pub(super) fn nameless_expansion(option: &str) -> Words {
    Words::new(
        Code::NAMELESS_EXPANSION,
        format!("`{option}` contains an expansion without a name"),
        "stands for `{...}`",
        "write a name, as in `%(program_name)s`, or `%%` for a percent sign; Supervisor 4.3.0 puts its whole environment \
         there, passwords and all",
    )
}

/// A number that does not fit: `kept` is what it counts as.
pub(super) fn number_out_of_range(row: &OptionRow, given: &str, kept: i64) -> Words {
    Words::new(
        Code::NUMBER_OUT_OF_RANGE,
        format!("`{}` does not fit into 64 bits: `{given}`", row.name),
        format!("counts as {kept}"),
        "write a smaller number; Supervisor 4.3.0 has numbers of any size, up to 4300 digits",
    )
}

/// An fcgi-program that a group names at `place`. `fault`: what is wrong with its socket, which the original does not
/// look at.
pub(super) fn grouped_fcgi_program(
    member: &str,
    group: &str,
    place: Location,
    fault: Option<Diagnostic>,
) -> Diagnostic {
    match fault {
        None => Diagnostic::warning(
            Code::GROUPED_FCGI_PROGRAM,
            format!("[{member}] keeps its socket in [{group}]"),
            Label::new(place, "listens here, and nowhere in Supervisor 4.3.0"),
            "Supervisor 4.3.0 runs it as a plain program: if it is to run there, too, give it a group of its own by \
             taking it off the list",
        ),
        Some(fault) => Diagnostic {
            host: fault.host,
            related: vec![fault.primary],
            ..Diagnostic::warning(
                Code::GROUPED_FCGI_PROGRAM,
                format!("[{member}] runs without a socket in [{group}]: {}", fault.message),
                Label::new(place, "runs as a plain program, as in Supervisor 4.3.0"),
                fault.help,
            )
        },
    }
}

/// Two groups of one name: only the one made at `kept` is there.
pub(super) fn shared_group_name(left_out: &Group, header: Location, kept: Option<Location>) -> Diagnostic {
    let name = &left_out.name;
    let diagnostic = Diagnostic::warning(
        Code::SHARED_GROUP_NAME,
        format!("another group is called `{name}`, too, and this one is left out"),
        Label::new(header, "never runs"),
        "rename one of the two; Supervisor 4.3.0 leaves it out as well, without a word, and reports the group as changed \
         at every reread",
    );
    match kept {
        Some(kept) => diagnostic.with_related(Label::new(kept, format!("this is the group `{name}`"))),
        None => diagnostic,
    }
}

/// A `[ctlplugin:x]` that is not built in: the original, with the package installed, has more commands.
pub(super) fn foreign_commands(factory: &str, place: Location) -> Diagnostic {
    Diagnostic::warning(
        Code::PYTHON_PLUGIN,
        format!("supervisorctl has no commands of `{factory}`"),
        Label::new(place, "is Python, and not run"),
        plugins::instead(factory),
    )
}
